// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The mutex itself is the lock: it is held again when the wait ends.
#include <condition_variable>
#include <mutex>
#include <thread>

std::mutex mutex;
std::condition_variable_any changed;
bool ready = false;
int counter = 0;

int main() {
  std::thread other([] {
    mutex.lock();
    counter += 1;
    ready = true;
    mutex.unlock();
    changed.notify_one();
  });
  mutex.lock();
  while (!ready) changed.wait(mutex);
  counter += 1;
  mutex.unlock();
  other.join();
  return 0;
}
