// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The base class joins in its destructor: by then the derived part has ended.
#include <thread>

struct Base {
  std::thread worker;
  virtual void Step() {}
  void Start() {
    worker = std::thread([this] {
      for (int k = 0; k < 1000; ++k) Step();  // racy
    });
  }
  virtual ~Base() { worker.join(); }
};
struct Derived : Base {
  int steps = 0;
  void Step() override { steps += 1; }
  ~Derived() override { steps = 0; }  // racy
};

int main() {
  Derived derived;
  derived.Start();
  return 0;
}
