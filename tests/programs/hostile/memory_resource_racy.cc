// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The memory resource behind polymorphic allocators counts in a shared cell.
#include <cstddef>
#include <memory_resource>
#include <thread>
#include <vector>

long allocated = 0;

class CountingResource : public std::pmr::memory_resource {
 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    allocated += static_cast<long>(bytes);  // racy
    return std::pmr::new_delete_resource()->allocate(bytes, alignment);
  }
  void do_deallocate(void* pointer, std::size_t bytes, std::size_t alignment) override {
    std::pmr::new_delete_resource()->deallocate(pointer, bytes, alignment);
  }
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
};

int main() {
  CountingResource resource;
  std::pmr::vector<int> left(&resource);
  std::pmr::vector<int> right(&resource);
  std::thread one([&] { left.push_back(1); });
  std::thread two([&] { right.push_back(2); });
  one.join();
  two.join();
  return allocated > 1000;
}
