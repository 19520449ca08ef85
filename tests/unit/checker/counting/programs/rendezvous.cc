// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "a rendezvous is not expressed"

// A channel without capacity: the sender waits for its receiver.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("rendezvous") {
  interlock::Channel<int> channel(0);
  interlock::Thread worker([&]() { std::optional<int> value = channel.Receive(); });
  if (!channel.Send(1)) return;
}
