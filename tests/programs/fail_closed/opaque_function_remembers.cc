// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The address went into an external function earlier; a later call without arguments may use it.
#include <thread>

void Register(int* cell);
void Tick();

int main() {
  int total = 0;
  Register(&total);  // unsupported: Register
  std::thread worker([] { Tick(); });
  total += 1;
  worker.join();
  return total > 2;
}
