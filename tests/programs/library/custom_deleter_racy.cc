// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The deleter counts in a shared cell.
#include <memory>
#include <thread>

int deleted = 0;

struct Deleter {
  void operator()(int* pointer) const {
    deleted += 1;  // racy
    delete pointer;
  }
};

int main() {
  std::unique_ptr<int, Deleter> left(new int(1));
  std::unique_ptr<int, Deleter> right(new int(2));
  std::thread one([&] { left.reset(); });
  std::thread two([&] { right.reset(); });
  one.join();
  two.join();
  return deleted > 2;
}
