// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// clear() runs the destructors of the elements.
#include <thread>
#include <vector>

long finished = 0;

struct Token {
  int value = 1;
  ~Token() { finished += value; }  // racy
};

int main() {
  std::vector<Token> first(2);
  std::vector<Token> second(2);
  std::thread one([&] { first.clear(); });
  std::thread two([&] { second.clear(); });
  one.join();
  two.join();
  return finished > 1000;
}
