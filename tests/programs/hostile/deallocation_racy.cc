// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The allocator counts only when memory is given back, at the end of a local container.
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

long returned = 0;

template <typename T>
struct ReturningAllocator {
  using value_type = T;
  ReturningAllocator() = default;
  template <typename U>
  ReturningAllocator(const ReturningAllocator<U>&) {}
  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* pointer, std::size_t count) {
    returned += static_cast<long>(count);  // racy
    std::allocator<T>().deallocate(pointer, count);
  }
  bool operator==(const ReturningAllocator&) const { return true; }
};

void Fill() {
  std::vector<int, ReturningAllocator<int>> numbers;
  numbers.push_back(1);
}

int main() {
  std::thread one(Fill);
  std::thread two(Fill);
  one.join();
  two.join();
  return returned > 1000;
}
