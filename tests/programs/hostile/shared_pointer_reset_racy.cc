// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The reset makes one object and ends another.
#include <memory>
#include <thread>

int ended = 0;

struct Node {
  ~Node() { ended += 1; }  // racy
  int value = 0;
};

std::shared_ptr<Node> node;

int main() {
  node.reset(new Node);
  std::thread other([] { node.reset(new Node); });
  ended += 1;  // racy
  other.join();
  return 0;
}
