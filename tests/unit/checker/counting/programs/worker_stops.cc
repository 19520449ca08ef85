// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "a run ends with nobody able to go on"

// A worker that fails ends; units that it leaves fill the channel, and main stops at a send.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

bool Work(int unit);
bool Work(int unit) { return unit % 7 != 3; }

void Run(int unit_count) IL_PROTOCOL("worker stops") {
  interlock::Channel<int> units(1);
  interlock::Thread worker([&]() {
    while (true) {
      std::optional<int> unit = units.Receive();
      if (!unit.has_value()) return;
      if (!Work(*unit)) return;
    }
  });
  for (int i = 0; i < unit_count; ++i) {
    if (!units.Send(i)) break;
  }
  units.Close();
}
