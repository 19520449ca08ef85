// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "not known"

// A function without body may do anything, even wait.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Elsewhere();

void Run() IL_PROTOCOL("unknown code") {
  interlock::Channel<int> channel(1);
  interlock::Thread worker([&]() { std::optional<int> value = channel.Receive(); });
  Elsewhere();
  if (!channel.Send(1)) return;
}
