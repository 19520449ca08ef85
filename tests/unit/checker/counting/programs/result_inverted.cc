// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: refuted "receive"

// Main sends only after the channel is closed, so the value is lost, and waits for an answer.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("inverted") {
  interlock::Channel<int> there(1);
  interlock::Channel<int> back(1);
  there.Close();
  interlock::Thread worker([&]() {
    if (!there.Receive().has_value()) return;
    if (!back.Send(1)) return;
  });
  if (there.Send(1)) return;
  std::optional<int> answer = back.Receive();
}
