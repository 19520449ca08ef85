// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The reader holds a reference to an element from before; it never touches the vector's header.
#include <mutex>
#include <thread>
#include <vector>

int main() {
  std::mutex mutex;
  std::vector<int> rows(16, 1);
  const int& third = rows[3];
  int seen = 0;
  std::thread reader([&] { seen = third; });  // racy
  std::thread writer([&] {
    std::lock_guard<std::mutex> lock(mutex);
    for (int k = 0; k < 100; ++k) rows.push_back(k);  // racy
  });
  reader.join();
  writer.join();
  return seen > 1 ? 0 : 0;
}
