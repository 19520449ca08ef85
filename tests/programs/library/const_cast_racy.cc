// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A const reference is written through.
#include <thread>

void Touch(const int& value) { const_cast<int&>(value) += 1; }  // racy

int main() {
  int total = 0;
  std::thread one([&total] { Touch(total); });
  std::thread two([&total] { Touch(total); });
  one.join();
  two.join();
  return total > 2;
}
