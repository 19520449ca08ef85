// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two variables of one name are two objects.
#include <thread>

namespace left {
static int total = 0;
void Add() { total += 1; }
}  // namespace left
namespace right {
static int total = 0;
void Add() { total += 1; }
}  // namespace right

int main() {
  std::thread one(left::Add);
  std::thread two(right::Add);
  one.join();
  two.join();
  return left::total + right::total == 2 ? 0 : 1;
}
