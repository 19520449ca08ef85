// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The vector has its final size before the readers start; the writer replaces another one.
#include <thread>
#include <vector>

int main() {
  std::vector<int> rows(16, 1);
  std::vector<int> grown;
  int seen = 0;
  std::thread reader([&] { seen = rows[3]; });
  std::thread writer([&] {
    for (int k = 0; k < 100; ++k) grown.push_back(k);
  });
  reader.join();
  writer.join();
  return seen == 1 ? 0 : 1;
}
