// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The access is in the destructor of a temporary inside an expression.
#include <thread>

long finished = 0;

struct Token {
  int value = 1;
  ~Token() { finished += 1; }  // racy
};

int Use(const Token& token) { return token.value; }

int main() {
  int left = 0;
  int right = 0;
  std::thread one([&] { left = Use(Token{}); });
  std::thread two([&] { right = Use(Token{}); });
  one.join();
  two.join();
  return finished > 2;
}
