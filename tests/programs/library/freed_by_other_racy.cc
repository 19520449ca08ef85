// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One thread deletes what the other reads.
#include <thread>

int main() {
  int* cell = new int(1);
  int seen = 0;
  std::thread reader([&seen, cell] { seen = *cell; });  // racy
  std::thread owner([cell] { delete cell; });           // racy
  reader.join();
  owner.join();
  return seen > 1 ? 0 : 0;
}
