// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The hash function touches its argument only.
#include <cstddef>
#include <thread>
#include <unordered_map>

struct MixingHash {
  std::size_t operator()(int key) const { return static_cast<std::size_t>(key) * 31u; }
};
using Index = std::unordered_map<int, int, MixingHash>;

int main() {
  Index first;
  Index second;
  std::thread one([&] { first[1] = 2; });
  std::thread two([&] { second[3] = 4; });
  one.join();
  two.join();
  return first.size() + second.size() == 2 ? 0 : 1;
}
