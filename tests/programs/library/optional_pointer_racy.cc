// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The pointer lies in a pair in an optional.
#include <optional>
#include <thread>
#include <utility>

int main() {
  int total = 0;
  std::optional<std::pair<int, int*>> left(std::in_place, 1, &total);
  auto right = left;
  std::thread one([&left] { *left->second += 1; });    // racy
  std::thread two([&right] { *right->second += 1; });  // racy
  one.join();
  two.join();
  return total > 2;
}
