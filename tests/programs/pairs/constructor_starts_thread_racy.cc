// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The thread starts before the constructor's body sets a field that it reads.
#include <thread>

class Poller {
 public:
  Poller() : worker_([this] { Run(); }) { limit_ = 10; }  // racy
  ~Poller() { worker_.join(); }

 private:
  void Run() {
    for (int k = 0; k < limit_; ++k) sum_ += k;  // racy
  }

  int limit_ = 0;
  long sum_ = 0;
  std::thread worker_;
};

int main() {
  Poller poller;
  return 0;
}
