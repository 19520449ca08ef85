// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The temporary future of async waits in its destructor, so the two tasks run one after the other.
#include <future>

int main() {
  int value = 0;
  (void)std::async(std::launch::async, [&value] { value += 1; });
  (void)std::async(std::launch::async, [&value] { value += 1; });
  return value == 2 ? 0 : 1;
}
