// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The increment of a user-defined iterator counts in a shared cell.
#include <thread>

int steps = 0;

struct Range {
  struct Iterator {
    int position;
    int operator*() const { return position; }
    Iterator& operator++() {
      steps += 1;  // racy
      position += 1;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return position != other.position; }
  };
  Iterator begin() const { return {0}; }
  Iterator end() const { return {3}; }
};

int Sum() {
  int sum = 0;
  for (int value : Range{}) sum += value;
  return sum;
}

int main() {
  int left = 0;
  int right = 0;
  std::thread one([&] { left = Sum(); });
  std::thread two([&] { right = Sum(); });
  one.join();
  two.join();
  return left == right ? 0 : 1;
}
