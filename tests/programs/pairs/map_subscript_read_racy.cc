// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// operator[] inserts a key that is missing, although both workers only "read".
#include <map>
#include <thread>

int main() {
  std::map<int, int> counts;
  int left = 0;
  int right = 0;
  std::thread one([&] { left = counts[1]; });   // racy
  std::thread two([&] { right = counts[2]; });  // racy
  one.join();
  two.join();
  return left + right;
}
