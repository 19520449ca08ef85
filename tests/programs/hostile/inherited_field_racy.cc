// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The field lies in the second base class; one thread reaches it through the base, one through the
// derived object.
#include <thread>

struct Named {
  virtual ~Named() = default;
  int name = 0;
};
struct Counted {
  virtual ~Counted() = default;
  int uses = 0;
};
struct Object : Named, Counted {};

int main() {
  Object object;
  Counted* counted = &object;
  std::thread one([counted] { counted->uses += 1; });  // racy
  std::thread two([&object] { object.uses += 1; });    // racy
  one.join();
  two.join();
  return object.uses > 2;
}
