// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The reader's thread is joined, the writer's is not.
#include <thread>

int main() {
  int value = 0;
  std::thread writer([&value] { value = 1; });  // racy
  std::thread other([] {});
  other.join();
  const int seen = value;  // racy
  writer.join();
  return seen > 1;
}
