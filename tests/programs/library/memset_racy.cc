// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// memset writes every field, also the one that the other thread reads.
#include <cstring>
#include <thread>

struct Stats {
  long rows;
  long bytes;
};

int main() {
  Stats stats{};
  long seen = 0;
  std::thread writer([&] { std::memset(&stats, 0, sizeof(stats)); });  // racy
  std::thread reader([&] { seen = stats.bytes; });                     // racy
  writer.join();
  reader.join();
  return seen != 0;
}
