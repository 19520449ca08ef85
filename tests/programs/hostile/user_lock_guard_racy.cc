// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A lock type of the program locks what its methods lock: here nothing.
#include <mutex>
#include <thread>

struct Nothing {
  void lock() {}
  void unlock() {}
};

Nothing nothing;
int counter = 0;

void Count() {
  std::lock_guard<Nothing> guard(nothing);
  counter += 1;  // racy
}

int main() {
  std::thread other(Count);
  Count();
  other.join();
  return 0;
}
