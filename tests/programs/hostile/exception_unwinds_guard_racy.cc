// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The guard ends when the exception leaves its block; the handler is outside of it.
#include <mutex>
#include <stdexcept>
#include <thread>

std::mutex mutex;
int failures = 0;

void Work() {
  try {
    std::lock_guard<std::mutex> lock(mutex);
    throw std::runtime_error("always");
  } catch (const std::runtime_error&) {
    failures += 1;  // racy
  }
}

int main() {
  std::thread one(Work);
  std::thread two(Work);
  one.join();
  two.join();
  return failures > 2;
}
