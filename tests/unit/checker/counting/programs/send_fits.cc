// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: proved

// Both results go into a channel of two slots, and main takes them only after the join.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("results") {
  interlock::Channel<int> results(2);
  interlock::Thread worker([&]() {
    if (!results.Send(1)) return;
    if (!results.Send(2)) return;
  });
  worker.Join();
  std::optional<int> first = results.Receive();
  std::optional<int> second = results.Receive();
}
