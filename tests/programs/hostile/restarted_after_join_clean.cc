// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The next worker starts once the last one has ended.
#include <thread>
#include <utility>

int value = 0;

class Worker {
 public:
  void Start() {
    if (thread_.joinable()) thread_.join();
    thread_ = std::thread([] { value += 1; });
  }
  ~Worker() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::thread thread_;
};

int main() {
  Worker worker;
  for (int i = 0; i < 3; ++i) worker.Start();
  return 0;
}
