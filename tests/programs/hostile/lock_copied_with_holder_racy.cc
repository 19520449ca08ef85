// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each worker gets a copy of the holder, and with it a mutex of its own.
#include <mutex>
#include <thread>

struct Holder {
  explicit Holder(int* cell) : total(cell) {}
  Holder(const Holder& other) : total(other.total) {}
  std::mutex mutex;
  int* total;
  void Add() {
    std::lock_guard<std::mutex> lock(mutex);
    *total += 1;  // racy
  }
};

int main() {
  int total = 0;
  Holder holder(&total);
  std::thread one([holder]() mutable { holder.Add(); });
  std::thread two([holder]() mutable { holder.Add(); });
  one.join();
  two.join();
  return total > 2;
}
