// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "synchronisation that counter systems do not express yet"

// What happens after a try is a matter of who came first.

#include "annotations/mutex.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("try") {
  interlock::Mutex mutex;
  if (mutex.TryLock()) mutex.Unlock();
}
