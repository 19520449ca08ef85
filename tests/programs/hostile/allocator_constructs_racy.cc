// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The allocator takes memory from the library, but builds and ends the elements itself.
#include <cstddef>
#include <list>
#include <memory>
#include <new>
#include <thread>
#include <utility>

long built = 0;

template <typename T>
struct BuildingAllocator {
  using value_type = T;
  BuildingAllocator() = default;
  template <typename U>
  BuildingAllocator(const BuildingAllocator<U>&) {}
  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* pointer, std::size_t count) { std::allocator<T>().deallocate(pointer, count); }
  template <typename U, typename... Arguments>
  void construct(U* place, Arguments&&... arguments) {
    built += 1;  // racy
    ::new (static_cast<void*>(place)) U(std::forward<Arguments>(arguments)...);
  }
  bool operator==(const BuildingAllocator&) const { return true; }
};

int main() {
  std::list<int, BuildingAllocator<int>> left;
  std::list<int, BuildingAllocator<int>> right;
  std::thread one([&] { left.push_back(1); });
  std::thread two([&] { right.push_back(2); });
  one.join();
  two.join();
  return built > 2;
}
