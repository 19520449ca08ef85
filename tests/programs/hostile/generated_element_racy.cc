// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What the callable gives is what the range holds afterwards.
#include <algorithm>
#include <thread>
#include <vector>

int first = 0;
int second = 0;

int main() {
  std::vector<int*> cells(2, &first);
  std::generate(cells.begin(), cells.end(), [] { return &second; });
  std::thread other([] { second += 1; });
  *cells[1] += 1;  // racy
  other.join();
  return 0;
}
