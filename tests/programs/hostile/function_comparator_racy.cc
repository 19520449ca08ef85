// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The comparator of a map is a function pointer.
#include <map>
#include <thread>

long compared = 0;

bool Less(int left, int right) {
  compared += 1;  // racy
  return left < right;
}

void Use() {
  std::map<int, int, bool (*)(int, int)> numbers(&Less);
  numbers.emplace(1, 1);
  numbers.emplace(2, 2);
}

int main() {
  std::thread one([] { Use(); });
  std::thread two([] { Use(); });
  one.join();
  two.join();
  return compared > 1000;
}
