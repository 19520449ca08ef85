// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Which member is touched is decided by a pointer to member that comes from outside.
#include <cstdlib>
#include <thread>

struct Counters {
  int left = 0;
  int right = 0;
};
using Member = int Counters::*;
Member ChooseMember(int kind);

Counters counters;

void Add(int kind) {
  Member member = ChooseMember(kind);  // unsupported: ChooseMember
  counters.*member += 1;
}

int main() {
  std::thread one(Add, 1);
  std::thread two(Add, 2);
  one.join();
  two.join();
  return counters.left > 2;
}
