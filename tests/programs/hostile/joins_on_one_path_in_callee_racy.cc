// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A method joins, but not the thread (or not on every path) that it would have to wait for.
#include <cstdlib>
#include <thread>
struct Service {
  int state = 1;
  std::thread worker;
  void Start() {
    worker = std::thread([this] { state += 1; });
  }
  void Stop() {
    if (std::rand() % 2 == 0) worker.join();
    state = 0;  // racy
    if (worker.joinable()) worker.join();
  }
};
int main() {
  Service service;
  service.Start();
  service.Stop();
  return 0;
}
