// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The language guards the first initialisation; afterwards only reads.
#include <thread>
#include <vector>

const std::vector<int>& Primes() {
  static const std::vector<int> primes = {2, 3, 5, 7};
  return primes;
}

int main() {
  int left = 0;
  int right = 0;
  std::thread one([&] { left = Primes()[0]; });
  std::thread two([&] { right = Primes()[1]; });
  one.join();
  two.join();
  return left + right == 5 ? 0 : 1;
}
