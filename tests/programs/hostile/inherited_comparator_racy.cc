// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The comparator inherits its call operator.
#include <set>
#include <thread>

long compared = 0;

struct Comparing {
  bool operator()(int left, int right) const {
    compared += 1;  // racy
    return left < right;
  }
};
struct ById : Comparing {};

void Use() {
  std::set<int, ById> numbers;
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
