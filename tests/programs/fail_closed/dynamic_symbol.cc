// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The function is found by name at run time.
#include <dlfcn.h>

#include <thread>

int total = 0;

extern "C" __attribute__((visibility("default"))) void AddOne() { total += 1; }

int main() {
  using Step = void (*)();
  auto step = reinterpret_cast<Step>(dlsym(RTLD_DEFAULT, "AddOne"));  // unsupported: dlsym
  auto call = [step] {
    if (step != nullptr) step();
    if (step == nullptr) AddOne();
  };
  std::thread one(call);
  std::thread two(call);
  one.join();
  two.join();
  return total > 2;
}
