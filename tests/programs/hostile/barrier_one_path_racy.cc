// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One worker arrives twice and drops the other's round.
#include <barrier>
#include <thread>

int main() {
  int value = 0;
  int seen = 0;
  std::barrier<> meeting(2);
  std::jthread writer([&] {
    for (int k = 0; k < 100000; ++k) value += 1;  // racy
    meeting.arrive_and_drop();
  });
  std::jthread reader([&] {
    (void)meeting.arrive();
    meeting.arrive_and_drop();
    seen = value;  // racy
  });
  return 0;
}
