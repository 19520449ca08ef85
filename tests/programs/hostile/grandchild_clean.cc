// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The child joins the grandchild before it ends.
#include <thread>

int main() {
  int value = 0;
  std::thread child([&value] {
    std::thread grandchild([&value] { value = 1; });
    grandchild.join();
  });
  child.join();
  return value == 1 ? 0 : 1;
}
