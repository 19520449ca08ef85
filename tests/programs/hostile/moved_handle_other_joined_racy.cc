// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The handle went to another variable; joining the old one waits for nobody.
#include <thread>
#include <utility>

int value = 0;

class Worker {
 public:
  explicit Worker(int step) : thread_([step] { value += step; }) {}
  Worker(Worker&& other) noexcept : thread_(std::move(other.thread_)) {}
  ~Worker() { Join(); }
  void Join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::thread thread_;
};

int main() {
  Worker first(1);
  Worker second(std::move(first));
  first.Join();
  value += 2;  // racy
  second.Join();
  return 0;
}
