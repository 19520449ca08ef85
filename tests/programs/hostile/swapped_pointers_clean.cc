// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// After the swap each worker still has a row of its own.
#include <thread>
#include <utility>

struct Row {
  int hits = 0;
};

int main() {
  Row first;
  Row second;
  Row* left = &first;
  Row* right = &second;
  std::swap(left, right);
  std::thread one([left] { left->hits += 1; });
  std::thread two([right] { right->hits += 1; });
  one.join();
  two.join();
  return first.hits + second.hits == 2 ? 0 : 1;
}
