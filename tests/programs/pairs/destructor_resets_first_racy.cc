// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The destructor ends the state while the worker may still use it.
#include <memory>
#include <thread>

struct Service {
  std::unique_ptr<int> state = std::make_unique<int>(1);
  long seen = 0;
  std::thread worker;
  Service() : worker([this] { seen = state ? 1 : 0; }) {}  // racy
  ~Service() {
    state.reset();  // racy
    worker.join();
  }
};

int main() {
  Service service;
  return 0;
}
