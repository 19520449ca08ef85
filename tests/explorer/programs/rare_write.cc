// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The unlocked write is reached only if one thread sees phase 1 and, at its next look, phase 3.

#include <mutex>
#include <thread>
#include <unordered_map>

int main() {
  std::mutex mutex;
  int phase = 0;
  std::unordered_map<int, int> map;
  const auto set = [&](int value) {
    std::lock_guard guard(mutex);
    phase = value;
  };
  const auto get = [&] {
    std::lock_guard guard(mutex);
    return phase;
  };
  std::thread driver([&] {
    for (int i = 0; i < 6; ++i) get();
    set(1);
    set(2);
    for (int i = 0; i < 6; ++i) get();
    set(3);
    set(4);
    for (int i = 0; i < 3; ++i) get();
    map[1]++;
  });
  std::thread watcher([&] {
    if (get() == 1) {
      if (get() == 3) map[2]++;
    }
  });
  driver.join();
  watcher.join();
  return 0;
}
