// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The writer holds one lock, the reader the other.
#include <mutex>
#include <thread>

std::mutex left;
std::mutex right;
int value = 0;

int main() {
  int seen = 0;
  std::thread writer([] {
    std::lock_guard<std::mutex> lock(left);
    value = 3;  // racy
  });
  std::thread reader([&] {
    std::lock_guard<std::mutex> lock(right);
    seen = value;  // racy
  });
  writer.join();
  reader.join();
  return seen > 3;
}
