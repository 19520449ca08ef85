// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The callee moves the container away and then uses the element it was given.
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

std::vector<int> published;
std::mutex mutex;

void Publish(std::vector<int>& numbers, int& first) {
  {
    std::lock_guard<std::mutex> lock(mutex);
    published = std::move(numbers);
  }
  first += 1;
}

int main() {
  std::vector<int> numbers(4, 0);
  {
    std::lock_guard<std::mutex> lock(mutex);
    published = std::vector<int>(4, 0);
  }
  std::thread reader([] {
    for (int i = 0; i < 100; ++i) {
      std::lock_guard<std::mutex> lock(mutex);
      published[0] += 1;
    }
  });
  Publish(numbers, numbers[0]);
  reader.join();
  return 0;
}
