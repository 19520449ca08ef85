// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The second pointer is redirected through its address before the threads start.
#include <thread>

void Bump(int** cell) { **cell += 1; }  // racy

void Redirect(int** from, int** to) { *from = *to; }

int main() {
  int left = 0;
  int right = 0;
  int* left_pointer = &left;
  int* right_pointer = &right;
  Redirect(&right_pointer, &left_pointer);
  std::thread one(Bump, &left_pointer);
  std::thread two(Bump, &right_pointer);
  one.join();
  two.join();
  return left + right > 2;
}
