// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The pointer comes out of a byte copy of the struct.
#include <cstring>
#include <thread>

struct Slot {
  long key = 0;
  int* cell = nullptr;
};

int main() {
  int total = 0;
  Slot slot;
  slot.cell = &total;
  unsigned char bytes[sizeof(Slot)];
  std::memcpy(bytes, &slot, sizeof(slot));
  auto bump = [&bytes] {
    Slot copy;
    std::memcpy(&copy, bytes, sizeof(copy));
    *copy.cell += 1;  // racy
  };
  std::thread one(bump);
  std::thread two(bump);
  one.join();
  two.join();
  return total > 2;
}
