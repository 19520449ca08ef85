// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One of two callables stored in one place does not lock.
#include <functional>
#include <mutex>
#include <thread>

struct Telemetry {
  std::function<void()> on_use;
};

int main(int argc, char**) {
  std::mutex mutex;
  int uses = 0;
  Telemetry telemetry;
  telemetry.on_use = [&] {
    std::lock_guard<std::mutex> lock(mutex);
    uses += 1;
  };
  if (argc < 2) telemetry.on_use = [&] { uses += 1; };  // racy
  std::thread one([&] { telemetry.on_use(); });
  std::thread two([&] { telemetry.on_use(); });
  one.join();
  two.join();
  return uses > 2;
}
