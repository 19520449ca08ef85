// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The character traits of a string count comparisons in a shared cell.
#include <cstddef>
#include <string>
#include <thread>

long compared = 0;

struct CountingTraits : std::char_traits<char> {
  static int compare(const char* left, const char* right, std::size_t size) {
    compared += 1;  // racy
    return std::char_traits<char>::compare(left, right, size);
  }
};
using Text = std::basic_string<char, CountingTraits>;

bool Use() {
  const Text left("left");
  const Text right("right");
  return left == right || left.compare(right) == 0;
}

int main() {
  std::thread one([] { Use(); });
  std::thread two([] { Use(); });
  one.join();
  two.join();
  return compared > 1000;
}
