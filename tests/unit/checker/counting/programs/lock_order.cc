// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: proved

// Two threads take two mutexes in one order.

#include "annotations/mutex.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("lock cycle") {
  interlock::Mutex first;
  interlock::Mutex second;
  interlock::Thread one([&]() {
    interlock::MutexLock outer(first);
    interlock::MutexLock inner(second);
  });
  interlock::Thread other([&]() {
    interlock::MutexLock outer(first);
    interlock::MutexLock inner(second);
  });
}
