// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The address of one thread's errno in the hands of another one.
#include <cerrno>
#include <thread>

int main() {
  int* shared = &errno;
  std::thread writer([shared] { *shared = 1; });  // racy
  errno = 2;                                      // racy
  writer.join();
  return 0;
}
