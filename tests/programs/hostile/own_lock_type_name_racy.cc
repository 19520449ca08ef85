// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The program's own mtx_t locks nothing.
#include <mutex>
#include <thread>

struct mtx_t {
  void lock() {}
  void unlock() {}
};

mtx_t shared;
int counter = 0;

void Count() {
  std::lock_guard<mtx_t> guard(shared);
  counter += 1;  // racy
}

int main() {
  std::thread other(Count);
  Count();
  other.join();
  return 0;
}
