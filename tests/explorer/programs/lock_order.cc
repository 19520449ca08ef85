// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two locks taken in opposite order.

#include <mutex>
#include <thread>

int main() {
  std::mutex first, second;
  std::thread a([&] {
    std::lock_guard outer(first);
    std::lock_guard inner(second);
  });
  std::thread b([&] {
    std::lock_guard outer(second);
    std::lock_guard inner(first);
  });
  a.join();
  b.join();
  return 0;
}
