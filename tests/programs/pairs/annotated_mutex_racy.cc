// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The field claims to be guarded, one method does not lock and says that Clang need not look.
#include "annotations/mutex.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

class Counter {
 public:
  void Add() IL_EXCLUDES(mutex_) {
    interlock::MutexLock lock(mutex_);
    total_ += 1;  // racy
  }
  void Reset() IL_NO_ANALYSIS("called at start only") { total_ = 0; }  // racy

 private:
  interlock::Mutex mutex_;
  int total_ IL_GUARDED_BY(mutex_) = 0;
};

int main() {
  Counter counter;
  interlock::Thread one([&counter] { counter.Add(); });
  interlock::Thread two([&counter] { counter.Reset(); });
  return 0;
}
