// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two bound calls with one reference argument.
#include <functional>
#include <thread>

void Add(int& total, int amount) { total += amount; }  // racy

int main() {
  int total = 0;
  auto left = std::bind(Add, std::ref(total), 1);
  auto right = std::bind(Add, std::ref(total), 2);
  std::thread one(left);
  std::thread two(right);
  one.join();
  two.join();
  return total > 3;
}
