// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The pointer was read under the lock; after the relock it points to an element that moved.
#include <mutex>
#include <thread>
#include <vector>

std::mutex mutex;
std::vector<int> rows(4, 1);

void Reader(int* seen) {
  mutex.lock();
  const int* row = &rows[1];
  mutex.unlock();
  *seen = *row;  // racy
}

void Writer() {
  std::lock_guard<std::mutex> lock(mutex);
  for (int k = 0; k < 100; ++k) rows.push_back(k);  // racy
}

int main() {
  int seen = 0;
  std::thread one(Reader, &seen);
  std::thread two(Writer);
  one.join();
  two.join();
  return 0;
}
