// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The key with the comparison is part of a pair.
#include <set>
#include <thread>
#include <utility>

long compared = 0;

struct Key {
  int value;
  bool operator<(const Key& other) const {
    compared += 1;  // racy
    return value < other.value;
  }
};

void Use() {
  std::set<std::pair<Key, int>> keys;
  keys.insert({Key{1}, 1});
  keys.insert({Key{2}, 1});
}

int main() {
  std::thread one([] { Use(); });
  std::thread two([] { Use(); });
  one.join();
  two.join();
  return compared > 1000;
}
