// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each thread makes itself an owner of the same raw pointer and gives the ownership up again.
#include <memory>
#include <thread>

int* shared = nullptr;

void Work() {
  std::unique_ptr<int> owner(shared);
  *owner += 1;
  owner.release();
}

int main() {
  shared = new int(0);
  std::thread a(Work);
  std::thread b(Work);
  a.join();
  b.join();
  const int result = *shared;
  delete shared;
  return result == 2 ? 0 : 1;
}
