// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Elements are built from a range of another type by a constructor that counts.
#include <thread>
#include <vector>

long converted = 0;

struct Source {
  int value = 1;
};
struct Element {
  int value;
  Element(const Source& source) : value(source.value) {
    converted += 1;  // racy
  }
};

int Use() {
  const Source sources[2];
  std::vector<Element> elements(sources, sources + 2);
  return elements[0].value;
}

int main() {
  std::thread one([] { Use(); });
  std::thread two([] { Use(); });
  one.join();
  two.join();
  return converted > 4;
}
