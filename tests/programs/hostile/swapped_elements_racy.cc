// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The pointers are swapped and overwritten so that two slots hold one row.
#include <thread>
#include <utility>
#include <vector>

struct Row {
  int hits = 0;
};

int main() {
  Row first;
  Row second;
  Row third;
  std::vector<Row*> slots{&first, &second, &third};
  std::swap(slots[0], slots[2]);
  slots[1] = slots[2];
  std::thread one([&] { slots[1]->hits += 1; });  // racy
  std::thread two([&] { slots[2]->hits += 1; });  // racy
  one.join();
  two.join();
  return first.hits > 2;
}
