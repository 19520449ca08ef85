// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The container of handles moved; the loop joins what the empty one holds.
#include <thread>
#include <utility>
#include <vector>

int value = 0;

int main(int argc, char**) {
  std::vector<std::thread> threads;
  for (int i = 0; i < argc; ++i) threads.emplace_back([] { value = 1; });
  std::vector<std::thread> kept = std::move(threads);
  for (std::thread& thread : threads) thread.join();
  value = 2;  // racy
  for (std::thread& thread : kept) thread.join();
  return 0;
}
