// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Only the override that locks touches the shared state.
#include <memory>
#include <mutex>
#include <thread>

struct Sink {
  virtual ~Sink() = default;
  virtual void Add(int amount) = 0;
};
struct LockedSink : Sink {
  void Add(int amount) override {
    std::lock_guard<std::mutex> lock(mutex);
    total += amount;
  }
  std::mutex mutex;
  int total = 0;
};

int main() {
  std::unique_ptr<Sink> sink = std::make_unique<LockedSink>();
  std::thread one([&] { sink->Add(1); });
  std::thread two([&] { sink->Add(2); });
  one.join();
  two.join();
  return 0;
}
