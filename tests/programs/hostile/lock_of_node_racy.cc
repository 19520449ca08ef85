// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Hand-over-hand gone wrong: the field of the next node is changed under the lock of this one.
#include <mutex>
#include <thread>

struct Node {
  std::mutex mutex;
  int value = 0;
  Node* next = nullptr;
};

void BumpNext(Node* node) {
  std::lock_guard<std::mutex> lock(node->mutex);
  node->next->value += 1;  // racy
}
void BumpSelf(Node* node) {
  std::lock_guard<std::mutex> lock(node->mutex);
  node->value += 1;  // racy
}

int main() {
  Node second;
  Node first;
  first.next = &second;
  std::thread one([&] { BumpNext(&first); });
  std::thread two([&] { BumpSelf(&second); });
  one.join();
  two.join();
  return second.value > 2;
}
