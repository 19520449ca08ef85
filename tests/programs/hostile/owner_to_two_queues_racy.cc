// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The pointer of a task goes to a second queue before the owner goes to the first.
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

struct Task {
  int done = 0;
};
std::deque<std::unique_ptr<Task>> tasks;
std::deque<Task*> watched;
std::mutex mutex;

int main() {
  auto task = std::make_unique<Task>();
  {
    std::lock_guard<std::mutex> lock(mutex);
    watched.push_back(task.get());
    tasks.push_back(std::move(task));
  }
  std::thread worker([] {
    std::unique_ptr<Task> mine;
    {
      std::lock_guard<std::mutex> lock(mutex);
      mine = std::move(tasks.front());
      tasks.pop_front();
    }
    mine->done += 1;
    std::lock_guard<std::mutex> lock(mutex);
    tasks.push_back(std::move(mine));
  });
  std::thread watcher([] {
    Task* task = nullptr;
    {
      std::lock_guard<std::mutex> lock(mutex);
      task = watched.front();
    }
    task->done += 1;
  });
  worker.join();
  watcher.join();
  return 0;
}
