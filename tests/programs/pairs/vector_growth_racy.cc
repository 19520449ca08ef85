// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// push_back moves the storage under a reader of an old element.
#include <thread>
#include <vector>

int main() {
  std::vector<int> rows(16, 1);
  int seen = 0;
  std::thread reader([&] { seen = rows[3]; });  // racy
  std::thread writer([&] {
    for (int k = 0; k < 100; ++k) rows.push_back(k);  // racy
  });
  reader.join();
  writer.join();
  return seen > 1;
}
