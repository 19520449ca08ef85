// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// std::move with three arguments is no cast: it moves the elements of a range.
#include <algorithm>
#include <mutex>
#include <thread>
#include <vector>

std::vector<std::vector<int>> published(1);
std::mutex mutex;

int main() {
  std::vector<std::vector<int>> numbers(1, std::vector<int>(4, 0));
  int* first = &numbers[0][0];
  {
    std::lock_guard<std::mutex> lock(mutex);
    std::move(numbers.begin(), numbers.end(), published.begin());
  }
  std::thread other([] {
    std::lock_guard<std::mutex> lock(mutex);
    published[0][0] += 1;
  });
  *first += 1;
  other.join();
  return 0;
}
