// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The same pointer lies in two containers of different kinds.
#include <map>
#include <thread>
#include <vector>

struct Row {
  int hits = 0;
};

int main() {
  Row row;
  std::vector<Row*> by_position{&row};
  std::map<int, Row*> by_key{{7, &row}};
  std::thread one([&] { by_position.back()->hits += 1; });      // racy
  std::thread two([&] { by_key.find(7)->second->hits += 1; });  // racy
  one.join();
  two.join();
  return row.hits > 2;
}
