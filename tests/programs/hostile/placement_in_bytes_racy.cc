// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A new object is made in the storage of a shared one, in bytes of another type.
#include <new>
#include <thread>

alignas(8) unsigned char storage[8];

struct Wide {
  long value;
};

int main() {
  std::thread one([] { new (storage) Wide{1}; });  // racy
  std::thread two([] { storage[3] = 1; });         // racy
  one.join();
  two.join();
  return storage[3] > 1;
}
