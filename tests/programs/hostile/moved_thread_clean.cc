// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The object that took the handle ends before the read.
#include <thread>
#include <utility>

struct Keeper {
  std::thread thread;
  ~Keeper() { thread.join(); }
};

int main() {
  int value = 0;
  {
    Keeper keeper;
    std::thread worker([&value] { value = 1; });
    keeper.thread = std::move(worker);
  }
  return value == 1 ? 0 : 1;
}
