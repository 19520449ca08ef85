// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: refuted "join"

// Main joins the worker while it holds the mutex that the worker wants.

#include "annotations/mutex.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("join under lock") {
  interlock::Mutex mutex;
  interlock::MutexLock held(mutex);
  interlock::Thread worker([&]() { interlock::MutexLock wanted(mutex); });
  worker.Join();
}
