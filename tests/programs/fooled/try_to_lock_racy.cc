// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The result of try_to_lock is not looked at.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void Add() {
  std::unique_lock<std::mutex> lock(mutex, std::try_to_lock);
  for (int k = 0; k < 300000; ++k) total += 1;  // racy
}

int main() {
  std::thread one(Add);
  std::thread two(Add);
  std::thread three(Add);
  one.join();
  two.join();
  three.join();
  return total > 900000;
}
