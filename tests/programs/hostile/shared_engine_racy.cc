// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A distribution changes the engine that it draws from.
#include <random>
#include <thread>

std::mt19937 engine;

int Draw() {
  std::uniform_int_distribution<int> die(1, 6);
  return die(engine);  // racy
}

int main() {
  std::thread other([] { Draw(); });
  Draw();
  other.join();
  return 0;
}
