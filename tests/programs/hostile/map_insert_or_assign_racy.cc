// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What the key mapped to ends.
#include <map>
#include <memory>
#include <thread>

int ended = 0;

struct Node {
  ~Node() { ended += 1; }  // racy
  int value = 0;
};

std::map<int, std::unique_ptr<Node>> nodes;

int main() {
  nodes.emplace(1, std::make_unique<Node>());
  std::thread other([] { nodes.insert_or_assign(1, std::make_unique<Node>()); });
  ended += 1;  // racy
  other.join();
  return 0;
}
