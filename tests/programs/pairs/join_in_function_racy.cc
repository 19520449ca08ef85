// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The function leaves the first thread out.
#include <cstddef>
#include <thread>
#include <vector>

void JoinRest(std::vector<std::thread>& threads) {
  for (std::size_t k = 1; k < threads.size(); ++k) threads[k].join();
}

int main() {
  int value = 0;
  std::vector<std::thread> threads;
  threads.emplace_back([&value] { value = 4; });  // racy
  threads.emplace_back([] {});
  JoinRest(threads);
  const int seen = value;  // racy
  threads[0].join();
  return seen > 4;
}
