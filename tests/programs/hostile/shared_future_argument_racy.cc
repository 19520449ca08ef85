// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The parameter is a copy: its end waits for nothing.
#include <future>

int counter = 0;

bool IsValid(std::shared_future<void> copy) { return copy.valid(); }

int main() {
  std::shared_future<void> kept = std::async(std::launch::async, [] { counter += 1; }).share();
  if (IsValid(kept)) counter += 1;
  kept.wait();
  return 0;
}
