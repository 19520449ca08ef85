// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The zero-width bit-field puts the two flags in different memory locations.
#include <thread>

struct Flags {
  unsigned left : 4;
  unsigned : 0;
  unsigned right : 4;
};

int main() {
  Flags flags{};
  std::thread one([&] { flags.left = 1; });
  std::thread two([&] { flags.right = 1; });
  one.join();
  two.join();
  return flags.left + flags.right == 2 ? 0 : 1;
}
