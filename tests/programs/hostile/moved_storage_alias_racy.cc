// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// An element's address outlives the move of its container: the storage has another owner by then.
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

std::vector<int> published;
std::mutex mutex;

int main() {
  std::vector<int> numbers(4, 0);
  int* first = &numbers[0];
  {
    std::lock_guard<std::mutex> lock(mutex);
    published = std::move(numbers);
  }
  std::thread reader([] {
    std::lock_guard<std::mutex> lock(mutex);
    published[0] += 1;
  });
  *first += 1;
  reader.join();
  return published[0] == 2 ? 0 : 1;
}
