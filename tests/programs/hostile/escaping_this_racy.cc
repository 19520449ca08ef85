// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The constructor registers the object, a running thread finds it before it is complete.
#include <mutex>
#include <thread>
#include <vector>

struct Widget;
std::mutex registry_mutex;
std::vector<Widget*> registry;

struct Widget {
  Widget() {
    {
      std::lock_guard<std::mutex> lock(registry_mutex);
      registry.push_back(this);
    }
    size = 3;  // racy
  }
  int size = 0;
};

int main() {
  int seen = 0;
  std::thread scanner([&seen] {
    for (int k = 0; k < 20000; ++k) {
      std::lock_guard<std::mutex> lock(registry_mutex);
      for (Widget* widget : registry) seen += widget->size > 3;  // racy
    }
  });
  static Widget widget;
  scanner.join();
  return seen;
}
