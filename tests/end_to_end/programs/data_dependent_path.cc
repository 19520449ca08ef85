// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// A race on a path that depends on values in memory: no thread takes it.
#include <thread>

int counter = 0;
int table[8] = {1, 2, 3, 4, 5, 6, 7, 8};

int Sum(int limit) {
  int sum = 0;
  for (int i = 0; i < limit; ++i) sum += table[i];
  return sum;
}

void Work(int limit) {
  if (Sum(limit) > 3) ++counter;
}

int main() {
  std::thread first(Work, 1);
  std::thread second(Work, 2);
  first.join();
  second.join();
  return 0;
}
