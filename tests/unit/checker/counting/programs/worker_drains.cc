// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: proved

// A worker that fails takes the rest without working on it.

#include <optional>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"

bool Work(int unit);
bool Work(int unit) { return unit % 7 != 3; }

void Run(int unit_count) IL_PROTOCOL("worker stops") {
  interlock::Channel<int> units(1);
  interlock::Thread worker([&]() {
    bool has_failed = false;
    while (true) {
      std::optional<int> unit = units.Receive();
      if (!unit.has_value()) return;
      if (has_failed) continue;
      has_failed = !Work(*unit);
    }
  });
  for (int i = 0; i < unit_count; ++i) {
    if (!units.Send(i)) break;
  }
  units.Close();
}
