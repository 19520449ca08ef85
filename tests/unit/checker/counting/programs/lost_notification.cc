// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "a run ends with nobody able to go on"

// The flag is set without the mutex, so the notification may come before the wait.

#include <condition_variable>
#include <mutex>

#include "annotations/atomic.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("lost") {
  std::mutex mutex;
  std::condition_variable changed;
  interlock::Atomic<bool> ready(false);
  interlock::Thread notifier([&]() {
    ready.Store(true);
    changed.notify_all();
  });
  std::unique_lock<std::mutex> lock(mutex);
  while (!ready.Load()) changed.wait(lock);
}
