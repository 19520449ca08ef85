// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: proved

// The unit is added before the worker that ends it starts; main waits afterwards.

#include "annotations/thread.h"
#include "annotations/vocabulary.h"
#include "annotations/wait_group.h"

void Run() IL_PROTOCOL("wait after") {
  interlock::WaitGroup open;
  open.Add(1);
  interlock::Thread worker([&]() { open.Done(); });
  open.Wait();
  worker.Join();
}
