// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The cursor remembers where it was; the container has been moved meanwhile.
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

struct Cursor {
  std::vector<int>::iterator at;
};
std::vector<int> published;
std::mutex mutex;

void Step(Cursor& cursor) { *cursor.at += 1; }

int main() {
  std::vector<int> numbers(4, 0);
  Cursor cursor{numbers.begin()};
  {
    std::lock_guard<std::mutex> lock(mutex);
    published = std::move(numbers);
  }
  std::thread reader([] {
    std::lock_guard<std::mutex> lock(mutex);
    published[0] += 1;
  });
  Step(cursor);
  reader.join();
  return 0;
}
