// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The callable's captured object ends in the thread; its destructor counts.
#include <memory>
#include <thread>

int ended = 0;

struct Token {
  ~Token() { ended += 1; }  // racy
};

int main() {
  auto left = std::make_unique<Token>();
  auto right = std::make_unique<Token>();
  std::thread one([token = std::move(left)]() mutable { token.reset(); });
  std::thread two([token = std::move(right)]() mutable { token.reset(); });
  one.join();
  two.join();
  return ended > 2;
}
