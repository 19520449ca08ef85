// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The handles changed places: the joined one belongs to the other thread.
#include <thread>
#include <utility>

int first_value = 0;
int second_value = 0;

int main() {
  std::thread first([] { first_value += 1; });
  std::thread second([] { second_value += 1; });
  std::swap(first, second);
  first.join();
  first_value += 2;  // racy
  second.join();
  return second_value;
}
