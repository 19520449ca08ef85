// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The allocator of a container counts in a shared cell.
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

long allocated = 0;

template <typename T>
struct CountingAllocator {
  using value_type = T;
  CountingAllocator() = default;
  template <typename U>
  CountingAllocator(const CountingAllocator<U>&) {}
  T* allocate(std::size_t count) {
    allocated += static_cast<long>(count);  // racy
    return std::allocator<T>().allocate(count);
  }
  void deallocate(T* pointer, std::size_t count) { std::allocator<T>().deallocate(pointer, count); }
  bool operator==(const CountingAllocator&) const { return true; }
};

int main() {
  std::vector<int, CountingAllocator<int>> left;
  std::vector<int, CountingAllocator<int>> right;
  std::thread one([&] { left.push_back(1); });
  std::thread two([&] { right.push_back(2); });
  one.join();
  two.join();
  return allocated > 1000;
}
