// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: refuted "worker_count = 0"

// Nobody takes the units if there are no workers: then main waits for ever.

#include <cstddef>
#include <optional>
#include <vector>

#include "annotations/channel.h"
#include "annotations/thread.h"
#include "annotations/vocabulary.h"
#include "annotations/wait_group.h"

void Run(int worker_count, int unit_count) IL_PROTOCOL("pool") {
  interlock::Channel<int> units(4);
  interlock::WaitGroup open;
  std::vector<interlock::Thread> threads;
  for (int i = 0; i < worker_count; ++i) {
    threads.emplace_back([&]() {
      while (true) {
        std::optional<int> unit = units.Receive();
        if (!unit.has_value()) return;
        open.Done();
      }
    });
  }
  for (int i = 0; i < unit_count; ++i) {
    open.Add(1);
    if (!units.Send(i)) {
      open.Done();
      break;
    }
  }
  units.Close();
  open.Wait();
}
