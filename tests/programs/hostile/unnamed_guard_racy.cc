// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The guard is a temporary: it ends at the semicolon.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void Add() {
  (void)std::lock_guard<std::mutex>(mutex);
  total += 1;  // racy
}

int main() {
  std::thread one(Add);
  std::thread two(Add);
  one.join();
  two.join();
  return total > 2;
}
