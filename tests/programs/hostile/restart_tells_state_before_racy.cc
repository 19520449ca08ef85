// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What Start gives back is whether a thread ran before it, not whether one runs now.
#include <mutex>
#include <thread>
#include <utility>

int value = 0;
std::mutex mutex;

class Worker {
 public:
  bool Start() {
    const bool was_running = thread_.joinable();
    if (was_running) thread_.join();
    thread_ = std::thread([] { value += 1; });
    return was_running;
  }
  bool IsRunning() const { return thread_.joinable(); }
  void Join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::thread thread_;
};

int main() {
  Worker worker;
  std::thread watcher([&worker] {
    std::lock_guard<std::mutex> lock(mutex);
    (void)worker.IsRunning();
  });
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (!worker.Start()) value += 2;  // racy
  }
  watcher.join();
  worker.Join();
  return 0;
}
