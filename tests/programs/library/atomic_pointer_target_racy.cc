// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The pointer is atomic, what it points to is not.
#include <atomic>
#include <thread>

int cell = 0;
std::atomic<int*> current{&cell};

int main() {
  std::thread one([] { *current.load() += 1; });  // racy
  std::thread two([] { *current.load() += 1; });  // racy
  one.join();
  two.join();
  return cell > 2;
}
