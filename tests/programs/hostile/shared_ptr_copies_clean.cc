// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each thread has its own shared_ptr; only the counts meet.
#include <memory>
#include <thread>

int main() {
  const auto value = std::make_shared<const int>(1);
  int left = 0;
  int right = 0;
  std::thread one([value, &left] { left = *value; });
  std::thread two([value, &right] { right = *value; });
  one.join();
  two.join();
  return left + right == 2 ? 0 : 1;
}
