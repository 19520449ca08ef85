// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "recursion that leads to synchronisation"

// Each call sends one value and calls itself.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void SendAll(interlock::Channel<int>& channel, int left) {
  if (left == 0 || !channel.Send(left)) return;
  SendAll(channel, left - 1);
}

void Run(int count) IL_PROTOCOL("recursion") {
  interlock::Channel<int> channel(1);
  interlock::Thread worker([&]() {
    while (channel.Receive().has_value()) continue;
  });
  SendAll(channel, count);
  channel.Close();
}
