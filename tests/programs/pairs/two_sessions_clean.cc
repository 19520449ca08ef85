// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each worker has its own session.
#include <map>
#include <thread>

struct Session {
  std::map<int, int> cache;
  int Get(int key) {
    auto found = cache.find(key);
    if (found == cache.end()) found = cache.emplace(key, key * 2).first;
    return found->second;
  }
};

int main() {
  Session left_session;
  Session right_session;
  int left = 0;
  int right = 0;
  std::thread one([&] { left = left_session.Get(1); });
  std::thread two([&] { right = right_session.Get(1); });
  one.join();
  two.join();
  return left == right ? 0 : 1;
}
