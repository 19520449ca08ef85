// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "not one known object"

// The worker's channel is looked up through a variable that main changes.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("pointer") {
  interlock::Channel<int> one(1);
  interlock::Channel<int> other(1);
  interlock::Channel<int>* current = &one;
  interlock::Thread worker([&]() { std::optional<int> value = current->Receive(); });
  if (!one.Send(1)) return;
  current = &other;
}
