// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The pointer travels through two std::any objects.
#include <any>
#include <thread>

int main() {
  int total = 0;
  std::any left = &total;
  std::any right = left;
  std::thread one([&left] { *std::any_cast<int*>(left) += 1; });    // racy
  std::thread two([&right] { *std::any_cast<int*>(right) += 1; });  // racy
  one.join();
  two.join();
  return total > 2;
}
