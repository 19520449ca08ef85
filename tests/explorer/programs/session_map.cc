// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A lazily filled map behind a const-looking getter, called from both sides of a join.

#include <string>
#include <thread>
#include <unordered_map>

namespace {

struct SessionMap {
  std::unordered_map<std::string, int> tables;
  int Get(const std::string& name) {
    auto it = tables.find(name);
    if (it == tables.end()) it = tables.emplace(name, static_cast<int>(tables.size())).first;
    return it->second;
  }
};

}  // namespace

int main() {
  SessionMap session;
  std::thread build([&] {
    for (int i = 0; i < 4; ++i) session.Get("build" + std::to_string(i));
  });
  std::thread probe([&] {
    for (int i = 0; i < 4; ++i) session.Get("probe" + std::to_string(i));
  });
  build.join();
  probe.join();
  return 0;
}
