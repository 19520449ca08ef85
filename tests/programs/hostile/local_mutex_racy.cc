// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The mutex is a local of the function: every call has its own.
#include <mutex>
#include <thread>

int total = 0;

void Add() {
  std::mutex mutex;
  std::lock_guard<std::mutex> lock(mutex);
  total += 1;  // racy
}

int main() {
  std::thread one(Add);
  std::thread two(Add);
  one.join();
  two.join();
  return total > 2;
}
