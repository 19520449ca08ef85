// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Writers hold both locks, each reader one of them.
#include <mutex>
#include <thread>

std::mutex left;
std::mutex right;
int value = 0;

int main() {
  int seen_left = 0;
  int seen_right = 0;
  std::thread writer([] {
    std::scoped_lock lock(left, right);
    value = 3;
  });
  std::thread one([&] {
    std::lock_guard<std::mutex> lock(left);
    seen_left = value;
  });
  std::thread two([&] {
    std::lock_guard<std::mutex> lock(right);
    seen_right = value;
  });
  writer.join();
  one.join();
  two.join();
  return seen_left + seen_right > 6;
}
