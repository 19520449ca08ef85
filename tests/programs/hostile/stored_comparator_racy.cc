// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The comparator of a set is a std::function.
#include <functional>
#include <set>
#include <thread>

long compared = 0;

bool Less(int left, int right) {
  compared += 1;  // racy
  return left < right;
}

void Use() {
  std::set<int, std::function<bool(int, int)>> numbers(Less);
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
