// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A usage map counted by workers; most of the work is locked, the count is not.

#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Usage {
  std::map<std::string, unsigned> calls;
  void Count(const char* function) { calls[function]++; }
};

}  // namespace

int main() {
  Usage usage;
  std::mutex mutex;
  int next = 0;
  std::vector<std::thread> workers;
  for (int k = 0; k < 3; ++k) {
    workers.emplace_back([&] {
      for (;;) {
        int job;
        {
          std::lock_guard guard(mutex);
          if (next == 6) return;
          job = next++;
        }
        if (job == 2 || job == 5) usage.Count("plus");
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  return 0;
}
