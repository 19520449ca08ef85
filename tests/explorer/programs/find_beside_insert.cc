// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A lookup beside an insertion: the insertion's links are written in the C++ library.

#include <map>
#include <thread>

namespace {
bool found;
}

int main() {
  std::map<int, int> map;
  map[5] = 5;
  std::thread reader([&] { found = map.find(3) != map.end(); });
  std::thread writer([&] { map.emplace(3, 3); });
  reader.join();
  writer.join();
  return 0;
}
