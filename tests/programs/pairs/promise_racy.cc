// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The promise is fulfilled before the write.
#include <future>
#include <thread>

int main() {
  int value = 0;
  std::promise<void> done;
  std::future<void> wait = done.get_future();
  std::thread worker([&] {
    done.set_value();
    value = 5;  // racy
  });
  wait.get();
  const int seen = value;  // racy
  worker.join();
  return seen > 5 ? 1 : 0;
}
