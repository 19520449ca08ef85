// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Neighbouring bit-fields are one memory location.
#include <thread>

struct Flags {
  unsigned left : 4;
  unsigned right : 4;
};

int main() {
  Flags flags{};
  std::thread one([&] { flags.left = 1; });   // racy
  std::thread two([&] { flags.right = 1; });  // racy
  one.join();
  two.join();
  return flags.left + flags.right > 2;
}
