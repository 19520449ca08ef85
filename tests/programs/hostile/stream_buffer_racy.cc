// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// An output stream writes to a buffer of the program, which counts in a shared cell.
#include <ostream>
#include <streambuf>
#include <thread>

long written = 0;

class CountingBuffer : public std::streambuf {
 protected:
  int_type overflow(int_type character) override {
    written += 1;  // racy
    return traits_type::not_eof(character);
  }
};

void Use() {
  CountingBuffer buffer;
  std::ostream out(&buffer);
  out << "text";
}

int main() {
  std::thread one(Use);
  std::thread two(Use);
  one.join();
  two.join();
  return written > 1000;
}
