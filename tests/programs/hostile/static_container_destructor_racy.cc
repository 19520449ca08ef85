// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The elements of a static container end at exit, beside a thread that is still running.
#include <atomic>
#include <thread>
#include <vector>

int ended = 0;
std::atomic<bool> started{false};

struct Counted {
  ~Counted() {
    for (int i = 0; i < 1000; ++i) ended += 1;
  }
};
static std::vector<Counted> all(100);

int main() {
  std::thread reader([] {
    started = true;
    for (;;) {
      if (ended == -1) return;
    }
  });
  reader.detach();
  while (!started) {
  }
  return 0;
}
