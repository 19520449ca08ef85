// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The bytes of a pointer are copied one by one, each after a change that is undone later.
#include <cstddef>
#include <thread>

int total = 0;

struct Packed {
  unsigned char bytes[sizeof(int*)];
};

Packed Pack(int* pointer) {
  Packed packed;
  const unsigned char* source = reinterpret_cast<const unsigned char*>(&pointer);
  for (std::size_t k = 0; k < sizeof(pointer); ++k) packed.bytes[k] = source[k] ^ 0x5A;
  return packed;
}
int* Unpack(const Packed& packed) {
  int* pointer = nullptr;
  unsigned char* target = reinterpret_cast<unsigned char*>(&pointer);  // unsupported: bytes
  for (std::size_t k = 0; k < sizeof(pointer); ++k) target[k] = packed.bytes[k] ^ 0x5A;
  return pointer;
}

int main() {
  const Packed packed = Pack(&total);
  std::thread one([packed] { *Unpack(packed) += 1; });
  std::thread two([packed] { *Unpack(packed) += 1; });
  one.join();
  two.join();
  return total > 2;
}
