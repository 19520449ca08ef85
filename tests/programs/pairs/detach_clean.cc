// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The detached thread owns what it uses and takes part through an atomic only.
#include <atomic>
#include <memory>
#include <thread>

int main() {
  auto done = std::make_shared<std::atomic<bool>>(false);
  std::thread([done] { done->store(true); }).detach();
  while (!done->load()) std::this_thread::yield();
  return 0;
}
