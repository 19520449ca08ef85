// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each thread has an errno of its own.
#include <cerrno>
#include <mutex>
#include <thread>

std::mutex mutex;
int failures = 0;

void Work() {
  errno = 0;
  if (errno != 0) {
    errno = 1;
  }
  std::lock_guard<std::mutex> lock(mutex);
  failures += 1;
}

int main() {
  std::thread first(Work);
  std::thread second(Work);
  first.join();
  second.join();
  return failures == 2 ? 0 : 1;
}
