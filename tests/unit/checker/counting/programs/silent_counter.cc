// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "counter that ends units and tells nobody"

// A class of the user's own whose waiter sleeps for ever: nobody wakes it.

#include "annotations/cond_var.h"
#include "annotations/mutex.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

class Silent {
 public:
  void Done() IL_SIGNALS(1) {
    interlock::MutexLock lock(mutex_);
    open_ -= 1;
  }
  void Wait() IL_WAITS_FOR(open_) {
    interlock::MutexLock lock(mutex_);
    while (open_ != 0) changed_.Wait(mutex_);
  }

 private:
  interlock::Mutex mutex_;
  interlock::CondVar changed_;
  int open_ IL_GUARDED_BY(mutex_) = 1;
};

void Run() IL_PROTOCOL("silent") {
  Silent silent;
  interlock::Thread worker([&]() { silent.Done(); });
  silent.Wait();
}
