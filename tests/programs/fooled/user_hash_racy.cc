// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two maps, each used by one thread, but their hash function counts its calls in one place.
#include <cstddef>
#include <thread>
#include <unordered_map>

long hash_calls = 0;

struct CountingHash {
  std::size_t operator()(int key) const {
    hash_calls += 1;  // racy
    return static_cast<std::size_t>(key);
  }
};
using Index = std::unordered_map<int, int, CountingHash>;

int main() {
  Index first;
  Index second;
  std::thread one([&] { first[1] = 2; });
  std::thread two([&] { second[3] = 4; });
  one.join();
  two.join();
  return hash_calls > 1000;
}
