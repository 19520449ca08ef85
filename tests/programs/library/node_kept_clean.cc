// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The element stays where it is when other keys are inserted, and only the reader touches it.
#include <map>
#include <thread>

int main() {
  std::map<int, int> counts{{1, 4}};
  const int& one_count = counts.at(1);
  int seen = 0;
  std::thread reader([&] { seen = one_count; });
  std::thread writer([&] { counts.emplace(2, 5); });
  reader.join();
  writer.join();
  return seen == 4 ? 0 : 1;
}
