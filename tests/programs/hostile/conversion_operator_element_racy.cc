// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// push_back converts its argument by an operator of the source that counts.
#include <thread>
#include <vector>

long converted = 0;

struct Source {
  operator int() const {
    converted += 1;  // racy
    return 1;
  }
};

int Use() {
  const std::vector<Source> sources(2);
  std::vector<int> numbers;
  numbers.insert(numbers.end(), sources.begin(), sources.end());
  return numbers[0];
}

int main() {
  std::thread one([] { Use(); });
  std::thread two([] { Use(); });
  one.join();
  two.join();
  return converted > 4;
}
