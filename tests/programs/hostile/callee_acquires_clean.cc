// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// One function takes the lock, another gives it back; the access is between.
#include <mutex>
#include <thread>

std::mutex mutex;
int total = 0;

void Begin() { mutex.lock(); }
void End() { mutex.unlock(); }

void Add() {
  Begin();
  total += 1;
  End();
}

int main() {
  std::thread one(Add);
  std::thread two(Add);
  one.join();
  two.join();
  return total == 2 ? 0 : 1;
}
