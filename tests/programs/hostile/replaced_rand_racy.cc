// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The program has its own rand(), and every caller gets that one.
#include <cstdlib>
#include <thread>

int counter = 0;

extern "C" int rand() noexcept {
  counter += 1;  // racy
  return counter;
}

int main() {
  std::thread other([] { (void)rand(); });
  counter += 1;  // racy
  other.join();
  return 0;
}
