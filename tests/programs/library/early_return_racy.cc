// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One path of the function returns before the join.
#include <thread>

int value = 0;
std::thread worker;

void Finish(bool wait) {
  if (!wait) return;
  worker.join();
}

int main(int argc, char**) {
  worker = std::thread([] { value = 1; });  // racy
  Finish(argc > 1);
  const int seen = value;  // racy
  if (worker.joinable()) worker.join();
  return seen > 1;
}
