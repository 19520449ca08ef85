// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The callee moves the owners away: whoever called it no longer owns what they own.
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

std::vector<std::unique_ptr<int>> published;
std::mutex mutex;

void Publish(std::vector<std::unique_ptr<int>>& numbers) { published = std::move(numbers); }

int main() {
  std::vector<std::unique_ptr<int>> numbers;
  numbers.push_back(std::make_unique<int>(0));
  int* first = numbers[0].get();
  {
    std::lock_guard<std::mutex> lock(mutex);
    Publish(numbers);
  }
  std::thread other([] {
    std::lock_guard<std::mutex> lock(mutex);
    *published[0] += 1;
  });
  *first += 1;
  other.join();
  return 0;
}
