// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// std::ref passes the one object to both threads.
#include <functional>
#include <thread>

void Add(int& total) { total += 1; }  // racy

int main() {
  int total = 0;
  std::thread one(Add, std::ref(total));
  std::thread two(Add, std::ref(total));
  one.join();
  two.join();
  return total > 2;
}
