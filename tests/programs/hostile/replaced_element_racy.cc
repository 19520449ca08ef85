// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The algorithm puts the other pointer into the range.
#include <algorithm>
#include <thread>
#include <vector>

int first = 0;
int second = 0;

int main() {
  std::vector<int*> cells(2, &first);
  std::replace(cells.begin(), cells.end(), &first, &second);
  std::thread other([] { second += 1; });
  *cells[1] += 1;  // racy
  other.join();
  return 0;
}
