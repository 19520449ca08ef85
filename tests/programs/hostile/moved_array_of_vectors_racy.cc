// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The elements of an array stay where they are; what the vectors in it hold moves with them.
#include <array>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

std::array<std::vector<int>, 2> published;
std::mutex mutex;

int main() {
  std::array<std::vector<int>, 2> numbers;
  numbers[0].assign(4, 0);
  int* first = &numbers[0][0];
  {
    std::lock_guard<std::mutex> lock(mutex);
    published = std::move(numbers);
  }
  std::thread other([] {
    std::lock_guard<std::mutex> lock(mutex);
    published[0][0] += 1;
  });
  *first += 1;
  other.join();
  return 0;
}
