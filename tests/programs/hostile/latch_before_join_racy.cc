// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The parent arrives at the latch while the thread it started still writes.
#include <latch>
#include <thread>

int value = 0;
std::latch done(1);

int main() {
  std::thread parent([] {
    std::thread child([] { value = 1; });
    done.count_down();
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
