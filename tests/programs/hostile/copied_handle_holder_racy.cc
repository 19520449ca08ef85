// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Only every other run of the loop joins the worker that it started.
#include <thread>

int value = 0;

class Worker {
 public:
  void Start() {
    thread_ = new std::thread([] { value += 1; });
  }  // racy
  void Join() {
    if (thread_->joinable()) thread_->join();
  }

 private:
  std::thread* thread_ = nullptr;
};

int main() {
  Worker worker;
  for (int i = 0; i < 4; ++i) {
    worker.Start();
    if (i % 2 == 0) worker.Join();
  }
  return 0;
}
