// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The pointer is moved to another mutex between the two starts.
#include <mutex>
#include <thread>

struct Guarded {
  std::mutex* mutex;
  int* total;
};

void Add(Guarded guarded) {
  std::lock_guard<std::mutex> lock(*guarded.mutex);
  *guarded.total += 1;  // racy
}

int main() {
  std::mutex first;
  std::mutex second;
  int total = 0;
  Guarded guarded{&first, &total};
  std::thread one(Add, guarded);
  guarded.mutex = &second;
  std::thread two(Add, guarded);
  one.join();
  two.join();
  return total > 2;
}
