// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The worker arrives, does not wait, and reads at once.
#include <barrier>
#include <thread>

int main() {
  int value = 0;
  int seen = 0;
  std::barrier<> meeting(2);
  std::jthread writer([&] {
    value = 1;  // racy
    (void)meeting.arrive();
  });
  std::jthread reader([&] {
    (void)meeting.arrive();
    seen = value;  // racy
  });
  return 0;
}
