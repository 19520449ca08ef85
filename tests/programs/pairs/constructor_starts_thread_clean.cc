// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The thread is the last member and starts when the fields are ready; the destructor joins.
#include <thread>

class Poller {
 public:
  Poller() : limit_(10), worker_([this] { Run(); }) {}
  ~Poller() { worker_.join(); }

 private:
  void Run() {
    for (int k = 0; k < limit_; ++k) sum_ += k;
  }

  int limit_ = 0;
  long sum_ = 0;
  std::thread worker_;
};

int main() {
  Poller poller;
  return 0;
}
