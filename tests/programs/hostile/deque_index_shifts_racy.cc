// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// An element of a deque stays where it is, but not under its index.
#include <deque>
#include <thread>

std::deque<int> numbers(4, 0);

int main() {
  int* first = &numbers[0];
  numbers.push_front(0);
  std::thread other([first] { *first += 1; });
  numbers[1] += 1;  // racy
  other.join();
  return 0;
}
