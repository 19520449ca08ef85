// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The initialiser of one global starts a thread that uses another global, which is initialised
// after.
#include <thread>

int Source() { return 4; }

extern int late;
std::thread worker([] { late += 1; });  // racy
int late = Source();                    // racy

int main() {
  worker.join();
  return late > 5;
}
