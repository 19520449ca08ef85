// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The callable of a lazy view counts in a shared cell when the view is read.
#include <ranges>
#include <thread>
#include <vector>

int visits = 0;

long Sum(const std::vector<int>& rows) {
  long sum = 0;
  for (int row : rows | std::views::transform([](int value) {
                   visits += 1;  // racy
                   return value * 2;
                 })) {
    sum += row;
  }
  return sum;
}

int main() {
  const std::vector<int> rows(4, 1);
  long left = 0;
  long right = 0;
  std::thread one([&] { left = Sum(rows); });
  std::thread two([&] { right = Sum(rows); });
  one.join();
  two.join();
  return left == right ? 0 : 1;
}
