// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The destructor writes to the cell of its own worker.
#include <thread>

struct Timer {
  explicit Timer(long* finished) : finished_(finished) {}
  ~Timer() { *finished_ += 1; }
  long* finished_;
};

void Step(long* finished) { Timer timer(finished); }

int main() {
  long left = 0;
  long right = 0;
  std::thread one([&] { Step(&left); });
  std::thread two([&] { Step(&right); });
  one.join();
  two.join();
  return left + right == 2 ? 0 : 1;
}
