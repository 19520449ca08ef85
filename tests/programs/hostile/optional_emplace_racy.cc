// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What was in the optional ends before the new value is built.
#include <optional>
#include <thread>

int ended = 0;

struct Node {
  ~Node() { ended += 1; }  // racy
  int value = 0;
};

std::optional<Node> node;

int main() {
  node.emplace();
  std::thread other([] { node.emplace(); });
  ended += 1;  // racy
  other.join();
  return 0;
}
