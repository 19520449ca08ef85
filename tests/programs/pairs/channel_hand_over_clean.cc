// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The task moves through the channel; the sender keeps nothing.
#include <memory>
#include <optional>
#include <utility>

#include "annotations/channel.h"
#include "annotations/thread.h"

struct Task {
  int rows = 0;
};

int main() {
  interlock::Channel<std::unique_ptr<Task>> tasks(2);
  int total = 0;
  interlock::Thread worker([&] {
    while (std::optional<std::unique_ptr<Task>> task = tasks.Receive()) {
      (*task)->rows += 1;
      total += (*task)->rows;
    }
  });
  for (int k = 0; k < 4; ++k) {
    auto task = std::make_unique<Task>();
    task->rows = k;
    if (!tasks.Send(std::move(task))) return 2;
  }
  tasks.Close();
  worker.Join();
  return total == 10 ? 0 : 1;
}
