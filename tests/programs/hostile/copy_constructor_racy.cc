// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Passing by value calls a copy constructor that counts.
#include <thread>

int copies = 0;

struct Plan {
  int cost = 1;
  Plan() = default;
  Plan(const Plan& other) : cost(other.cost) { copies += 1; }  // racy
};

int Cost(Plan plan) { return plan.cost; }

int main() {
  const Plan plan;
  int left = 0;
  int right = 0;
  std::thread one([&] { left = Cost(plan); });
  std::thread two([&] { right = Cost(plan); });
  one.join();
  two.join();
  return copies > 4;
}
