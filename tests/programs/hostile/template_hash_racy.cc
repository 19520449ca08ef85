// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The hash of an unordered map is a functor whose call operator is a template.
#include <cstddef>
#include <thread>
#include <unordered_map>

long compared = 0;

struct AnyHash {
  template <typename Key>
  std::size_t operator()(const Key& key) const {
    compared += 1;  // racy
    return static_cast<std::size_t>(key);
  }
};

int Use() {
  std::unordered_map<int, int, AnyHash> numbers;
  numbers[1] = 1;
  return numbers[2];
}

int main() {
  std::thread one([] { Use(); });
  std::thread two([] { Use(); });
  one.join();
  two.join();
  return compared > 1000;
}
