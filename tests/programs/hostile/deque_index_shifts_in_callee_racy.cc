// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The callee takes the first element away: the second is the first now.
#include <deque>
#include <thread>

std::deque<int> numbers(4, 0);

void DropFirst(std::deque<int>& list) { list.pop_front(); }

int main() {
  int* second = &numbers[1];
  DropFirst(numbers);
  std::thread other([second] { *second += 1; });
  numbers[0] += 1;  // racy
  other.join();
  return 0;
}
