// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "class that is waited for, and not until a field is 0"

// A class of the user's own that claims to wait and returns when its counter is small.

#include "annotations/cond_var.h"
#include "annotations/mutex.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

class AlmostDone {
 public:
  void Done() IL_SIGNALS(1) {
    interlock::MutexLock lock(mutex_);
    open_ -= 1;
    changed_.NotifyAll();
  }
  void Wait() IL_WAITS_FOR(open_) {
    interlock::MutexLock lock(mutex_);
    while (open_ > 1) changed_.Wait(mutex_);
  }

 private:
  interlock::Mutex mutex_;
  interlock::CondVar changed_;
  int open_ IL_GUARDED_BY(mutex_) = 2;
};

void Run() IL_PROTOCOL("almost done") {
  AlmostDone done;
  interlock::Thread worker([&]() { done.Done(); });
  done.Wait();
}
