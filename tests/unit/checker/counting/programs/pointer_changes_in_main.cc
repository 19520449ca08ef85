// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "not one known object"

// The same variable stands for one channel first and for another later.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("pointer in main") {
  interlock::Channel<int> one(1);
  interlock::Channel<int> other(1);
  interlock::Thread worker([&]() { std::optional<int> value = other.Receive(); });
  interlock::Channel<int>* current = &one;
  if (!current->Send(1)) return;
  current = &other;
  if (!current->Send(2)) return;
}
