// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The deleter of unique_ptr is the library's, unless the program has specialised it.
#include <memory>
#include <thread>

int counter = 0;

struct Node {
  int value = 0;
};

template <>
struct std::default_delete<Node> {
  void operator()(Node* node) const {
    counter += 1;  // racy
    delete node;
  }
};

int main() {
  std::thread other([] { auto node = std::make_unique<Node>(); });
  counter += 1;  // racy
  other.join();
  return 0;
}
