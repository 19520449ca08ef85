// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The task runs in a thread of its own; main changes the same cell before it waits.
#include <future>
#include <thread>
#include <utility>

int main() {
  int total = 0;
  std::packaged_task<void()> task([&total] { total += 1; });  // racy
  std::future<void> done = task.get_future();
  std::thread worker(std::move(task));
  total += 1;  // racy
  done.get();
  worker.join();
  return total > 2;
}
