// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The thread owns the object from its start.
#include <memory>
#include <thread>
#include <utility>

int main() {
  auto value = std::make_unique<int>(1);
  std::thread worker([owned = std::move(value)] { *owned += 1; });
  worker.join();
  return 0;
}
