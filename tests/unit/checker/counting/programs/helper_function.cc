// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: proved

// The same helper serves two channels: each call is looked at in its own place.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

bool Put(interlock::Channel<int>& channel, int value) {
  if (!channel.Send(value)) return false;
  return true;
}

void Run() IL_PROTOCOL("helper") {
  interlock::Channel<int> there(1);
  interlock::Channel<int> back(1);
  interlock::Thread worker([&]() {
    std::optional<int> question = there.Receive();
    if (!Put(back, 2)) return;
  });
  if (!Put(there, 1)) return;
  std::optional<int> answer = back.Receive();
}
