// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A volatile flag as if it were an atomic one.
#include <thread>

int payload = 0;
volatile bool ready = false;

int main() {
  int seen = 0;
  std::thread writer([] {
    payload = 1;   // racy
    ready = true;  // racy
  });
  std::thread reader([&seen] {
    if (ready) seen = payload;  // racy
  });
  writer.join();
  reader.join();
  return seen > 1;
}
