// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The wait group orders the workers before the reader.
#include "annotations/thread.h"
#include "annotations/wait_group.h"

int main() {
  interlock::WaitGroup group;
  int left = 0;
  int right = 0;
  group.Add(2);
  interlock::Thread one([&] {
    left = 1;
    group.Done();
  });
  interlock::Thread two([&] {
    right = 1;
    group.Done();
  });
  group.Wait();
  return left + right == 2 ? 0 : 1;
}
