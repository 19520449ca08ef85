// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The loop over the map reads what the other thread inserts.
#include <map>
#include <thread>

int main() {
  std::map<int, int> counts{{1, 1}};
  int sum = 0;
  std::thread reader([&] {
    for (const auto& [key, count] : counts) sum += key * count;  // racy
  });
  std::thread writer([&] { counts.insert({2, 2}); });  // racy
  reader.join();
  writer.join();
  return sum > 5;
}
