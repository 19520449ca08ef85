// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A raw pointer from before the hand-over is used after it.
#include <memory>
#include <thread>
#include <utility>

int main() {
  auto value = std::make_unique<int>(1);
  int* raw = value.get();
  std::unique_ptr<int> returned;
  std::thread worker([owned = std::move(value), &returned]() mutable {
    *owned += 1;  // racy
    returned = std::move(owned);
  });
  *raw += 1;  // racy
  worker.join();
  return *returned > 3;
}
