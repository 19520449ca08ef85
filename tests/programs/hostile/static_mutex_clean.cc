// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The same with a static mutex, which all calls share.
#include <mutex>
#include <thread>

int total = 0;

void Add() {
  static std::mutex mutex;
  std::lock_guard<std::mutex> lock(mutex);
  total += 1;
}

int main() {
  std::thread one(Add);
  std::thread two(Add);
  one.join();
  two.join();
  return total == 2 ? 0 : 1;
}
