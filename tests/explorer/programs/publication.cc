// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Published through a relaxed flag: the data has no happens-before edge.

#include <atomic>
#include <thread>

namespace {
int seen;
}

int main(int argc, char**) {
  const std::memory_order order = argc > 1 ? std::memory_order_release : std::memory_order_relaxed;
  const std::memory_order load = argc > 1 ? std::memory_order_acquire : std::memory_order_relaxed;
  int data = 0;
  std::atomic<bool> ready{false};
  std::thread producer([&] {
    data = 1;
    ready.store(true, order);
  });
  std::thread consumer([&] {
    if (ready.load(load)) seen = data;
  });
  producer.join();
  consumer.join();
  return 0;
}
