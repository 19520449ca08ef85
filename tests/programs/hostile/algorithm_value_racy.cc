// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// std::find compares elements with a value of another type, by a free operator.
#include <algorithm>
#include <thread>
#include <vector>

long compared = 0;

struct Id {
  int value;
};
bool operator==(int left, const Id& right) {
  compared += 1;  // racy
  return left == right.value;
}

bool Use() {
  const std::vector<int> numbers(2, 1);
  return std::find(numbers.begin(), numbers.end(), Id{1}) != numbers.end();
}

int main() {
  std::thread one([] { Use(); });
  std::thread two([] { Use(); });
  one.join();
  two.join();
  return compared > 1000;
}
