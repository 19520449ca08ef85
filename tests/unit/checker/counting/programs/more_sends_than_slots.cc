// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: refuted "send"

// One send more than there are slots, in a counted loop, before anybody receives.

#include <optional>

#include "annotations/channel.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("counted") {
  interlock::Channel<int> channel(3);
  for (int i = 0; i < 4; ++i) {
    if (!channel.Send(i)) return;
  }
}
