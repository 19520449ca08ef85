// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Build workers append to row segments while the spill helper reads them: no barrier between.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace {
struct Segment {
  std::vector<int> rows;
  std::atomic<std::size_t> bytes{0};
};
std::size_t sum;
}  // namespace

int main() {
  Segment segments[2];
  std::mutex mutex;
  std::condition_variable changed;
  bool spill = false, done = false;
  const auto build = [&](int k) {
    for (int i = 0; i < 8; ++i) {
      segments[k].rows.push_back(i);
      segments[k].bytes += 4;
      if (segments[0].bytes + segments[1].bytes > 52) {
        std::lock_guard guard(mutex);
        spill = true;
        changed.notify_one();
      }
    }
  };
  std::thread helper([&] {
    std::unique_lock guard(mutex);
    changed.wait(guard, [&] { return spill || done; });
    if (!spill) return;
    for (Segment& segment : segments) {
      for (const int row : segment.rows) sum += static_cast<std::size_t>(row);
    }
  });
  std::thread first(build, 0), second(build, 1);
  first.join();
  second.join();
  {
    std::lock_guard guard(mutex);
    done = true;
    changed.notify_one();
  }
  helper.join();
  return 0;
}
