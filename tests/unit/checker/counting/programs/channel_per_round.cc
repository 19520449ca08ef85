// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "object is not made by one constructor call"

// Each round has a channel of its own.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Run(int round_count) IL_PROTOCOL("rounds") {
  for (int i = 0; i < round_count; ++i) {
    interlock::Channel<int> channel(1);
    interlock::Thread worker([&]() { std::optional<int> value = channel.Receive(); });
    if (!channel.Send(i)) return;
  }
}
