// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The sender keeps a raw pointer to the task it has sent and reads through it.
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
  std::unique_ptr<Task> kept_alive;
  interlock::Thread worker([&] {
    std::optional<std::unique_ptr<Task>> task = tasks.Receive();
    if (!task) return;
    (*task)->rows += 1;  // racy
    kept_alive = std::move(*task);
  });
  auto task = std::make_unique<Task>();
  Task* alias = task.get();
  if (!tasks.Send(std::move(task))) return 2;
  const int seen = alias->rows;  // racy
  worker.Join();
  return seen > 1;
}
