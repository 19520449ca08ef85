// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The comparator is a template, so it has no method before it is used.
#include <set>
#include <thread>

long compared = 0;

struct AnyLess {
  template <typename Left, typename Right>
  bool operator()(const Left& left, const Right& right) const {
    compared += 1;  // racy
    return left < right;
  }
};

void Use() {
  std::set<int, AnyLess> numbers;
  numbers.insert(1);
  numbers.insert(2);
}

int main() {
  std::thread one([] { Use(); });
  std::thread two([] { Use(); });
  one.join();
  two.join();
  return compared > 1000;
}
