// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// After the swap the name of the writer stands for the other thread.
#include <thread>
#include <utility>

int main() {
  int value = 0;
  std::thread writer([&value] { value = 1; });  // racy
  std::thread other([] {});
  std::swap(writer, other);
  writer.join();
  const int seen = value;  // racy
  other.join();
  return seen > 1;
}
