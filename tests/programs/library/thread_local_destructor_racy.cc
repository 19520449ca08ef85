// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The destructor of a thread_local object runs at the end of each thread that used it.
#include <thread>

int ended = 0;

struct Watch {
  bool used = false;
  ~Watch() {
    if (used) ended += 1;  // racy
  }
};
thread_local Watch watch;

int main() {
  std::thread one([] { watch.used = true; });
  std::thread two([] { watch.used = true; });
  one.join();
  two.join();
  return ended > 2;
}
