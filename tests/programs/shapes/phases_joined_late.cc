// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The producer is joined only after the consumer was started.
#include <thread>

int main() {
  long value = 0;
  long seen = 0;
  std::thread producer([&value] { value = 11; });  // racy
  std::thread consumer([&] { seen = value; });     // racy
  producer.join();
  consumer.join();
  return seen >= 0 ? 0 : 1;
}
