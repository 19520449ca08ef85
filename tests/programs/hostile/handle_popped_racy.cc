// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One handle leaves the container before the others are joined.
#include <thread>
#include <utility>
#include <vector>

int value = 0;

int main(int argc, char**) {
  std::vector<std::thread> threads;
  for (int i = 0; i < argc; ++i) threads.emplace_back([] { value = 1; });
  std::thread last = std::move(threads.back());
  threads.pop_back();
  for (std::thread& thread : threads) thread.join();
  value = 2;  // racy
  last.join();
  return 0;
}
