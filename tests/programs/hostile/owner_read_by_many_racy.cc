// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Nobody changes the owner; what it owns is written by both threads.
#include <memory>
#include <thread>

std::unique_ptr<int> owner = std::make_unique<int>(0);

int main() {
  std::thread a([] { *owner += 1; });
  std::thread b([] { *owner += 1; });
  a.join();
  b.join();
  return *owner == 2 ? 0 : 1;
}
