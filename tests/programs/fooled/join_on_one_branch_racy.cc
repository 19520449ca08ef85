// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The worker is joined before the read only if the caller gave an argument.
#include <thread>

int main(int argc, char**) {
  int value = 0;
  std::thread worker([&value] { value = 1; });  // racy
  if (argc > 1) worker.join();
  const int seen = value;  // racy
  if (worker.joinable()) worker.join();
  return seen > 1;
}
