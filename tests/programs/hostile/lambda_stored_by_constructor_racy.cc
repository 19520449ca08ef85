// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The task is handed to a queue that a worker empties; the submitter goes on with the same data.
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

struct Queue {
  std::mutex mutex;
  std::vector<std::function<void()>> tasks;
  void Submit(std::function<void()> task) {
    std::lock_guard<std::mutex> lock(mutex);
    tasks.push_back(std::move(task));
  }
  void RunAll() {
    std::vector<std::function<void()>> taken;
    {
      std::lock_guard<std::mutex> lock(mutex);
      taken.swap(tasks);
    }
    for (auto& task : taken) task();
  }
};

int main() {
  Queue queue;
  int total = 0;
  std::thread worker([&] {
    for (int k = 0; k < 2000; ++k) queue.RunAll();
  });
  for (int k = 0; k < 200; ++k) {
    queue.Submit([&total] { total += 1; });  // racy
    total += 1;                              // racy
  }
  worker.join();
  return total < 0;
}
