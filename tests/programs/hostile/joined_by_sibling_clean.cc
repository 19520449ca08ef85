// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A sibling joins the workers; the destructors find empty handles behind it.
#include <thread>
#include <utility>
#include <vector>

int value = 0;

class Worker {
 public:
  template <typename Callable>
  explicit Worker(Callable callable) : thread_(std::move(callable)) {}
  Worker(Worker&& other) noexcept : thread_(std::move(other.thread_)) {}
  ~Worker() { Join(); }
  void Join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::thread thread_;
};

void Round() {
  Worker worker([] { value += 1; });
  Worker waiter([&worker] { worker.Join(); });
  waiter.Join();
}

int main() {
  for (int i = 0; i < 3; ++i) Round();
  value += 2;
  return 0;
}
