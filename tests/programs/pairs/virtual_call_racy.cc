// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The object made at run time is the one whose override does not lock.
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
struct PlainSink : Sink {
  void Add(int amount) override { total += amount; }  // racy
  int total = 0;
};

int main(int argc, char**) {
  std::unique_ptr<Sink> sink;
  if (argc > 1) {
    sink = std::make_unique<LockedSink>();
  } else {
    sink = std::make_unique<PlainSink>();
  }
  std::thread one([&] { sink->Add(1); });
  std::thread two([&] { sink->Add(2); });
  one.join();
  two.join();
  return 0;
}
