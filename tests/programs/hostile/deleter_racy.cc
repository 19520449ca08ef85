// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The deleter of a unique_ptr counts in a shared cell.
#include <memory>
#include <thread>

long ended = 0;

struct CountingDeleter {
  void operator()(int* pointer) const {
    ended += 1;  // racy
    delete pointer;
  }
};

void Use() {
  std::unique_ptr<int, CountingDeleter> number(new int(1));
  *number += 1;
}

int main() {
  std::thread one(Use);
  std::thread two(Use);
  one.join();
  two.join();
  return ended > 2;
}
