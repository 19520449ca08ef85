// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The second field is reached from the address of the first.
#include <cstddef>
#include <thread>

struct Pair {
  int left = 0;
  int right = 0;
};

int main() {
  Pair pair;
  char* base = reinterpret_cast<char*>(&pair.left);
  std::thread one([base] {
    *reinterpret_cast<int*>(base + offsetof(Pair, right)) += 1;  // racy
  });
  std::thread two([&pair] { pair.right += 1; });  // racy
  one.join();
  two.join();
  return pair.right > 2;
}
