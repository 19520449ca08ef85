// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The stored callable locks.
#include <functional>
#include <mutex>
#include <thread>

struct Telemetry {
  std::function<void()> on_use;
};

int main() {
  std::mutex mutex;
  int uses = 0;
  Telemetry telemetry;
  telemetry.on_use = [&] {
    std::lock_guard<std::mutex> lock(mutex);
    uses += 1;
  };
  std::thread one([&] { telemetry.on_use(); });
  std::thread two([&] { telemetry.on_use(); });
  one.join();
  two.join();
  return uses == 2 ? 0 : 1;
}
