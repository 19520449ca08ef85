// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The class is a mutex with a name: the lock of the base is the lock.
#include <mutex>
#include <thread>

struct Named : std::mutex {
  const char* name = "named";
};

Named named;
int counter = 0;

void Count() {
  std::lock_guard<Named> guard(named);
  counter += 1;
}

int main() {
  std::thread other(Count);
  Count();
  other.join();
  return 0;
}
