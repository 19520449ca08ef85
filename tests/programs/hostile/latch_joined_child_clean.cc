// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What the child wrote is ordered before the wait returns: the parent joins it before it arrives.
#include <latch>
#include <thread>

int value = 0;
std::latch done(1);

int main() {
  std::thread parent([] {
    {
      std::thread child([] { value = 1; });
      child.join();
    }
    done.count_down();
  });
  std::thread reader([] {
    done.wait();
    value += 1;
  });
  parent.join();
  reader.join();
  return value == 2 ? 0 : 1;
}
