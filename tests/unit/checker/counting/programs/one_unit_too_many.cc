// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: refuted "wait"

// Three units are opened and two are ended.

#include "annotations/thread.h"
#include "annotations/vocabulary.h"
#include "annotations/wait_group.h"

void Run() IL_PROTOCOL("one too many") {
  interlock::WaitGroup open;
  open.Add(3);
  interlock::Thread one([&]() { open.Done(); });
  interlock::Thread other([&]() { open.Done(); });
  open.Wait();
}
