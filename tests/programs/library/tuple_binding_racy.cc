// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A binding by reference names an element of the shared tuple.
#include <thread>
#include <tuple>

int main() {
  std::tuple<int, int> cells(0, 0);
  auto bump = [&cells] {
    auto& [left, right] = cells;
    left += 1;  // racy
  };
  std::thread one(bump);
  std::thread two(bump);
  one.join();
  two.join();
  return std::get<0>(cells) > 2;
}
