// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The pointer becomes one to const on its way into the other range.
#include <algorithm>
#include <thread>
#include <vector>

int first = 0;
int second = 0;

int main() {
  std::vector<int*> cells(2, &second);
  std::vector<const int*> seen(2, &first);
  std::copy(cells.begin(), cells.end(), seen.begin());
  std::thread other([] { second += 1; });
  volatile int value = *seen[1];  // racy
  static_cast<void>(value);
  other.join();
  return 0;
}
