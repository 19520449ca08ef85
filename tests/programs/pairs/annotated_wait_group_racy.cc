// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One worker says it is done before its last write.
#include "annotations/thread.h"
#include "annotations/wait_group.h"

int main() {
  interlock::WaitGroup group;
  int left = 0;
  group.Add(1);
  interlock::Thread one([&] {
    group.Done();
    left = 1;  // racy
  });
  group.Wait();
  return left > 1;  // racy
}
