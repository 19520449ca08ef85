// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: refuted "lock"

// Two threads take two mutexes in opposite order.

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
    interlock::MutexLock outer(second);
    interlock::MutexLock inner(first);
  });
}
