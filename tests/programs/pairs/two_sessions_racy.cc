// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two sessions, but both refer to one cache.
#include <map>
#include <thread>

struct Cache {
  std::map<int, int> entries;
};
struct Session {
  Cache* cache;
  int Get(int key) {
    auto found = cache->entries.find(key);                                                  // racy
    if (found == cache->entries.end()) found = cache->entries.emplace(key, key * 2).first;  // racy
    return found->second;
  }
};

int main() {
  Cache cache;
  Session left_session{&cache};
  Session right_session{&cache};
  int left = 0;
  int right = 0;
  std::thread one([&] { left = left_session.Get(1); });
  std::thread two([&] { right = right_session.Get(1); });
  one.join();
  two.join();
  return left == right ? 0 : 1;
}
