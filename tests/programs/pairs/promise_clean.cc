// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// set_value orders the write before the return of get.
#include <future>
#include <thread>

int main() {
  int value = 0;
  std::promise<void> done;
  std::future<void> wait = done.get_future();
  std::thread worker([&] {
    value = 5;
    done.set_value();
  });
  wait.get();
  const int seen = value;
  worker.join();
  return seen == 5 ? 0 : 1;
}
