// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// As many bytes as the program was given arguments, from both threads to one place.
#include <cstddef>
#include <cstring>
#include <thread>

char buffer[16];
const char source[16] = {1, 2, 3};

int main(int argc, char**) {
  const std::size_t size = static_cast<std::size_t>(argc);
  std::thread first([size] { std::memcpy(buffer, source, size); });   // racy
  std::thread second([size] { std::memcpy(buffer, source, size); });  // racy
  first.join();
  second.join();
  return buffer[0];
}
