// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: refuted "receive"

// Nobody closes the channel: the worker waits for a second value for ever.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("never closed") {
  interlock::Channel<int> channel(1);
  interlock::Thread worker([&]() {
    while (channel.Receive().has_value()) continue;
  });
  if (!channel.Send(1)) return;
}
