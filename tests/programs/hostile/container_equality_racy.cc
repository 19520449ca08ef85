// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Comparing two containers compares their elements.
#include <thread>
#include <vector>

long compared = 0;

struct Item {
  int value;
  bool operator==(const Item& other) const {
    compared += 1;  // racy
    return value == other.value;
  }
};

bool Use() {
  const std::vector<Item> left(2, Item{1});
  const std::vector<Item> right(2, Item{1});
  return left == right;
}

int main() {
  std::thread one([] { Use(); });
  std::thread two([] { Use(); });
  one.join();
  two.join();
  return compared > 1000;
}
