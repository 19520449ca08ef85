// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The only access is in the destructor of a local object.
#include <thread>

long finished = 0;

struct Timer {
  explicit Timer(int unit) : unit_(unit) {}
  ~Timer() { finished += unit_; }  // racy
  int unit_;
};

void Step() { Timer timer(1); }

int main() {
  std::thread one([] { Step(); });
  std::thread two([] { Step(); });
  one.join();
  two.join();
  return finished > 2;
}
