// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "synchronisation that counter systems do not express yet"

// Two threads meet at a barrier.

#include <barrier>

#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("barrier") {
  std::barrier<> meeting(2);
  interlock::Thread worker([&]() { meeting.arrive_and_wait(); });
  meeting.arrive_and_wait();
}
