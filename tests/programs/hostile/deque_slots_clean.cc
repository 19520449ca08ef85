// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Slots at two indices, formed when the deque has all its elements.
#include <deque>
#include <thread>

std::deque<int> numbers;

int main() {
  numbers.push_back(0);
  numbers.push_back(0);
  numbers.push_front(0);
  int* first = &numbers[0];
  std::thread other([first] { *first += 1; });
  numbers[1] += 1;
  other.join();
  return 0;
}
