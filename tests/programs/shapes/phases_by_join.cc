// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The producer has ended before the consumer starts.
#include <thread>

int main() {
  long value = 0;
  long seen = 0;
  std::thread producer([&value] { value = 11; });
  producer.join();
  std::thread consumer([&] { seen = value; });
  consumer.join();
  return seen == 11 ? 0 : 1;
}
