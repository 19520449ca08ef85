// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Whoever drops the last reference runs the destructor, which writes what main reads.
#include <memory>
#include <thread>

int closed = 0;

struct File {
  ~File() { closed += 1; }  // racy
};

int main() {
  auto file = std::make_shared<File>();
  std::thread worker([copy = file]() mutable { copy.reset(); });
  file.reset();
  const int seen = closed;  // racy
  worker.join();
  return seen > 1;
}
