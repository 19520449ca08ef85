// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The unique_lock is moved into a function that ends it, then the access follows.
#include <mutex>
#include <thread>
#include <utility>

std::mutex mutex;
int total = 0;

void Finish(std::unique_lock<std::mutex> lock) { lock.unlock(); }

void Add() {
  std::unique_lock<std::mutex> lock(mutex);
  Finish(std::move(lock));
  total += 1;  // racy
}

int main() {
  std::thread one(Add);
  std::thread two(Add);
  one.join();
  two.join();
  return total > 2;
}
