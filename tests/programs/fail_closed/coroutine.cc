// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The access is in the body of a coroutine.
#include <coroutine>
#include <thread>

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};

int total = 0;

Task Add() {
  total += 1;
  co_return;  // unsupported: coroutine
}

int main() {
  std::thread one([] { Add(); });
  std::thread two([] { Add(); });
  one.join();
  two.join();
  return total > 2;
}
