// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A function joins all threads of the vector it is given.
#include <thread>
#include <vector>

void JoinAll(std::vector<std::thread>& threads) {
  for (std::thread& thread : threads) thread.join();
}

int main() {
  int value = 0;
  std::vector<std::thread> threads;
  threads.emplace_back([&value] { value = 4; });
  JoinAll(threads);
  return value == 4 ? 0 : 1;
}
