// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The copy of the whole struct reads the field that the writer changes.
#include <mutex>
#include <thread>

struct Options {
  int depth = 1;
  int width = 2;
};
std::mutex mutex;
Options options;

int main() {
  int seen = 0;
  std::thread reader([&] {
    const Options copy = options;  // racy
    seen = copy.depth;
  });
  std::thread writer([] {
    std::lock_guard<std::mutex> lock(mutex);
    options.width = 7;  // racy
  });
  reader.join();
  writer.join();
  return seen > 8;
}
