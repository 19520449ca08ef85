// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The callable comes from a function that is defined elsewhere.
#include <thread>

using Step = void (*)(int*);
Step ChooseStep(int kind);

int total = 0;

void Run(int kind) {
  Step step = ChooseStep(kind);
  step(&total);  // unsupported: indirect call
}

int main() {
  std::thread one([] { Run(1); });
  std::thread two([] { Run(2); });
  one.join();
  two.join();
  return total > 2;
}
