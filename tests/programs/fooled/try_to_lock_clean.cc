// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The access is behind owns_lock.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void Add() {
  std::unique_lock<std::mutex> lock(mutex, std::try_to_lock);
  if (!lock.owns_lock()) return;
  for (int k = 0; k < 1000; ++k) total += 1;
}

int main() {
  std::thread one(Add);
  std::thread two(Add);
  std::thread three(Add);
  one.join();
  two.join();
  three.join();
  return total > 0 ? 0 : 1;
}
