// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The thread member stands before the field it uses: the field is initialised after the start.
#include <thread>

class Poller {
 public:
  Poller() : worker_([this] { sum_ += 1; }) {}  // racy
  ~Poller() { worker_.join(); }

 private:
  std::thread worker_;
  long sum_ = 0;  // racy
};

int main() {
  Poller poller;
  return 0;
}
