// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Each thread shuffles a list of its own, with one engine.
#include <algorithm>
#include <random>
#include <thread>
#include <vector>

std::mt19937 engine;

void Shuffle() {
  std::vector<int> cards(32, 1);
  std::shuffle(cards.begin(), cards.end(), engine);  // racy
}

int main() {
  std::thread other(Shuffle);
  Shuffle();
  other.join();
  return 0;
}
