// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Both workers lock the one mutex, one of them through a pointer stored in an object.
#include <mutex>
#include <thread>

struct Guarded {
  std::mutex* mutex;
  int* total;
  void Add() {
    std::lock_guard<std::mutex> lock(*mutex);
    *total += 1;
  }
};

int main() {
  std::mutex mutex;
  int total = 0;
  Guarded guarded{&mutex, &total};
  std::thread one([&] { guarded.Add(); });
  std::thread two([&] {
    std::lock_guard<std::mutex> lock(mutex);
    total += 1;
  });
  one.join();
  two.join();
  return total == 2 ? 0 : 1;
}
