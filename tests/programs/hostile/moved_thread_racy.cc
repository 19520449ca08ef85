// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The handle is moved into an object that lives longer; the empty handle is tested and "joined".
#include <thread>
#include <utility>

struct Keeper {
  std::thread thread;
  ~Keeper() {
    if (thread.joinable()) thread.join();
  }
};

int main() {
  int value = 0;
  Keeper keeper;
  std::thread worker([&value] { value = 1; });  // racy
  keeper.thread = std::move(worker);
  if (worker.joinable()) worker.join();
  return value > 1;  // racy
}
