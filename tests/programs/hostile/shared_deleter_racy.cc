// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The deleter of a shared_ptr is not in its type; it runs where the last reference ends.
#include <memory>
#include <thread>
#include <utility>

long ended = 0;

std::shared_ptr<int> Make() {
  return std::shared_ptr<int>(new int(1), [](int* pointer) {
    ended += 1;  // racy
    delete pointer;
  });
}

int main() {
  std::shared_ptr<int> left = Make();
  std::shared_ptr<int> right = Make();
  std::thread one([number = std::move(left)]() mutable { number.reset(); });
  std::thread two([number = std::move(right)]() mutable { number.reset(); });
  one.join();
  two.join();
  return ended > 2;
}
