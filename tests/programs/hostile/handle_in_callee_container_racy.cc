// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The callee keeps the handle that it is given; the caller's own is empty.
#include <thread>
#include <utility>
#include <vector>

int value = 0;

void Keep(std::thread&& given, std::vector<std::thread>& kept) { kept.push_back(std::move(given)); }

int main() {
  std::vector<std::thread> kept;
  std::thread worker([] { value += 1; });
  Keep(std::move(worker), kept);
  if (worker.joinable()) worker.join();
  value += 2;  // racy
  for (std::thread& thread : kept) thread.join();
  return 0;
}
