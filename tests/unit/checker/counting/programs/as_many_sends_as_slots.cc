// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: proved

// As many sends as there are slots, in a counted loop, before anybody receives.

#include <optional>

#include "annotations/channel.h"
#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("counted") {
  interlock::Channel<int> channel(3);
  for (int i = 0; i < 3; ++i) {
    if (!channel.Send(i)) return;
  }
}
