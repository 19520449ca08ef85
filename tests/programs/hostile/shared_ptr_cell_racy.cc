// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The reference count is atomic, the pointer cell is not.
#include <memory>
#include <thread>

int main() {
  std::shared_ptr<int> current = std::make_shared<int>(1);
  int seen = 0;
  std::thread one([&] { current = std::make_shared<int>(2); });  // racy
  std::thread two([&] {
    std::shared_ptr<int> copy = current;  // racy
    seen = copy ? 1 : 0;
  });
  one.join();
  two.join();
  return seen > 1;
}
