// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A container is filled from iterators that count their steps in a shared cell.
#include <cstddef>
#include <iterator>
#include <thread>
#include <vector>

long steps = 0;

struct Counter {
  using iterator_category = std::input_iterator_tag;
  using value_type = int;
  using difference_type = std::ptrdiff_t;
  using pointer = const int*;
  using reference = int;
  int at = 0;
  int operator*() const { return at; }
  Counter& operator++() {
    steps += 1;  // racy
    ++at;
    return *this;
  }
  Counter operator++(int) {
    Counter before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Counter& other) const { return at == other.at; }
  bool operator!=(const Counter& other) const { return at != other.at; }
};

int Use() {
  std::vector<int> numbers;
  numbers.insert(numbers.end(), Counter{0}, Counter{3});
  return numbers[0];
}

int main() {
  std::thread one([] { Use(); });
  std::thread two([] { Use(); });
  one.join();
  two.join();
  return steps > 1000;
}
