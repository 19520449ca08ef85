// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The writer takes the lock as a reader.
#include <map>
#include <mutex>
#include <shared_mutex>
#include <thread>

struct Catalog {
  mutable std::shared_mutex mutex;
  std::map<int, int> versions;

  int Version(int table) const {
    std::shared_lock<std::shared_mutex> lock(mutex);
    auto found = versions.find(table);  // racy
    return found == versions.end() ? 0 : found->second;
  }
  void Alter(int table) {
    std::shared_lock<std::shared_mutex> lock(mutex);
    versions[table] += 1;  // racy
  }
};

int main() {
  Catalog catalog;
  int seen = 0;
  std::thread reader([&] { seen = catalog.Version(1); });
  std::thread writer([&] { catalog.Alter(1); });
  reader.join();
  writer.join();
  return seen > 1;
}
