// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each level takes and gives back a recursive mutex around all it does.
#include <mutex>
#include <thread>

std::recursive_mutex mutex;
int total = 0;

void Descend(int depth) {
  std::lock_guard<std::recursive_mutex> lock(mutex);
  total += 1;
  if (depth > 0) Descend(depth - 1);
  total += 1;
}

int main() {
  std::thread one(Descend, 3);
  std::thread two(Descend, 3);
  one.join();
  two.join();
  return total == 16 ? 0 : 1;
}
