// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The second child starts only after the arrival: the latch says nothing about it.
#include <latch>
#include <thread>

int value = 0;
std::latch done(1);

int main() {
  std::thread parent([] {
    done.count_down();
    std::thread child([] { value = 1; });
    child.join();
  });
  std::thread reader([] {
    done.wait();
    value += 1;
  });
  parent.join();
  reader.join();
  return 0;
}
