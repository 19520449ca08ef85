// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two cells, reached through two pointers to pointers that never meet.
#include <thread>

void Bump(int** cell) { **cell += 1; }

int main() {
  int left = 0;
  int right = 0;
  int* left_pointer = &left;
  int* right_pointer = &right;
  std::thread one(Bump, &left_pointer);
  std::thread two(Bump, &right_pointer);
  one.join();
  two.join();
  return left + right == 2 ? 0 : 1;
}
