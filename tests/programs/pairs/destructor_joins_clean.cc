// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The destructor joins before the fields end.
#include <memory>
#include <thread>

struct Service {
  std::unique_ptr<int> state = std::make_unique<int>(1);
  std::thread worker;
  Service() : worker([this] { *state += 1; }) {}
  ~Service() {
    worker.join();
    state.reset();
  }
};

int main() {
  Service service;
  return 0;
}
