// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Readers share the lock, the writer takes it alone.
#include <map>
#include <mutex>
#include <shared_mutex>
#include <thread>

struct Catalog {
  mutable std::shared_mutex mutex;
  std::map<int, int> versions;

  int Version(int table) const {
    std::shared_lock<std::shared_mutex> lock(mutex);
    auto found = versions.find(table);
    return found == versions.end() ? 0 : found->second;
  }
  void Alter(int table) {
    std::unique_lock<std::shared_mutex> lock(mutex);
    versions[table] += 1;
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
