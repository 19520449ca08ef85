// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The global is complete before main starts any thread.
#include <string>
#include <thread>

const std::string greeting = std::string("con") + "current";

int main() {
  std::size_t left = 0;
  std::size_t right = 0;
  std::thread one([&] { left = greeting.size(); });
  std::thread two([&] { right = greeting.size(); });
  one.join();
  two.join();
  return left == right ? 0 : 1;
}
