// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Initialised once, but changed by every caller.
#include <thread>
#include <vector>

std::vector<int>& Scratch() {
  static std::vector<int> scratch;
  return scratch;
}

int main() {
  std::thread one([] { Scratch().push_back(1); });  // racy
  std::thread two([] { Scratch().push_back(2); });  // racy
  one.join();
  two.join();
  return Scratch().empty();
}
