// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "channel is not one known object"

// Data decides which channel is used.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Run(int choice) IL_PROTOCOL("two channels") {
  interlock::Channel<int> one(1);
  interlock::Channel<int> other(1);
  interlock::Channel<int>* chosen = choice > 3 ? &one : &other;
  interlock::Thread worker([&]() { std::optional<int> value = one.Receive(); });
  if (!chosen->Send(1)) return;
}
