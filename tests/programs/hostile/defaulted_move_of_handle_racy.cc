// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A member handle moves with its object, by the move that the compiler wrote.
#include <thread>
#include <utility>

int value = 0;

struct Job {
  std::thread thread;
  int number = 0;
};

int main() {
  Job first;
  first.thread = std::thread([] { value += 1; });
  Job second = std::move(first);
  if (first.thread.joinable()) first.thread.join();
  value += 2;  // racy
  second.thread.join();
  return 0;
}
