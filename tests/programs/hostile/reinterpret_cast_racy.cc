// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Bytes of a word are written through one type, the word is read through another.
#include <cstdint>
#include <thread>

struct Header {
  std::uint16_t kind;
  std::uint16_t length;
};

int main() {
  alignas(4) unsigned char buffer[8] = {};
  int seen = 0;
  std::thread one([&] { reinterpret_cast<Header*>(buffer)->length = 9; });  // racy
  std::thread two([&] { seen = buffer[3]; });                               // racy
  one.join();
  two.join();
  return seen > 9;
}
