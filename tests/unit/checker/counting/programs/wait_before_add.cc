// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: refuted "wait"

// Main adds a unit for itself and waits for it before it starts the worker that would end it.

#include "annotations/thread.h"
#include "annotations/vocabulary.h"
#include "annotations/wait_group.h"

void Run() IL_PROTOCOL("wait before") {
  interlock::WaitGroup open;
  open.Add(1);
  open.Wait();
  interlock::Thread worker([&]() { open.Done(); });
  worker.Join();
}
