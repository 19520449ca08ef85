// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A copied vector of shared_ptr still shares its elements.
#include <memory>
#include <thread>
#include <vector>

int main() {
  std::vector<std::shared_ptr<int>> original{std::make_shared<int>(0)};
  std::vector<std::shared_ptr<int>> copy = original;
  std::thread one([&original] { *original[0] += 1; });  // racy
  std::thread two([&copy] { *copy[0] += 1; });          // racy
  one.join();
  two.join();
  return *copy[0] > 2;
}
