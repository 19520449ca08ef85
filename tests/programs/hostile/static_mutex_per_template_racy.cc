// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each instance of the template has its own static mutex, but they share the total.
#include <mutex>
#include <thread>

int total = 0;

template <typename Tag>
void Add() {
  static std::mutex mutex;
  std::lock_guard<std::mutex> lock(mutex);
  total += 1;  // racy
}

int main() {
  std::thread one([] { Add<int>(); });
  std::thread two([] { Add<long>(); });
  one.join();
  two.join();
  return total > 2;
}
