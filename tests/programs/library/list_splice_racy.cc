// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// splice changes the list that it takes from.
#include <iterator>
#include <list>
#include <thread>

int main() {
  std::list<int> source{1, 2, 3};
  std::list<int> target;
  int seen = 0;
  std::thread one([&] { target.splice(target.begin(), source, source.begin()); });  // racy
  std::thread two([&] { seen = static_cast<int>(source.size()); });                 // racy
  one.join();
  two.join();
  return seen > 3;
}
