// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The wrappers of annotations/: a guarded counter.
#include <vector>

#include "annotations/mutex.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

class Counter {
 public:
  void Add() IL_EXCLUDES(mutex_) {
    interlock::MutexLock lock(mutex_);
    total_ += 1;
  }
  int total() IL_EXCLUDES(mutex_) {
    interlock::MutexLock lock(mutex_);
    return total_;
  }

 private:
  interlock::Mutex mutex_;
  int total_ IL_GUARDED_BY(mutex_) = 0;
};

int main(int argc, char**) {
  Counter counter;
  {
    std::vector<interlock::Thread> workers;
    for (int id = 0; id < argc + 3; ++id) workers.emplace_back([&counter] { counter.Add(); });
  }
  return counter.total() > 0 ? 0 : 1;
}
