// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Reads from a pipe that another thread fills: blocking that the scheduler does not control.

#include <unistd.h>

#include <thread>

int main() {
  int ends[2];
  if (pipe(ends) != 0) return 1;
  std::thread writer([&] { (void)!write(ends[1], "x", 1); });
  char byte;
  (void)!read(ends[0], &byte, 1);
  writer.join();
  return 0;
}
