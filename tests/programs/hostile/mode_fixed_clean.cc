// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The mode is set before the threads start: only one of the writers is active.
#include <thread>

int mode = 0;
int value = 0;

void WriteInMode(int wanted) {
  if (mode == wanted) value += 1;
}

int main(int argc, char**) {
  mode = argc > 1 ? 1 : 0;
  std::thread one(WriteInMode, 0);
  std::thread two(WriteInMode, 1);
  one.join();
  two.join();
  return value == 1 ? 0 : 1;
}
