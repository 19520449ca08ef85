// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// A 4-byte atomic and a plain 2-byte access to its upper half.
#include <atomic>
#include <cstdint>
#include <thread>

int main() {
  alignas(4) std::uint16_t halves[2] = {};
  auto* word = reinterpret_cast<std::uint32_t*>(halves);
  std::thread one([word] { __atomic_fetch_or(word, 1u, __ATOMIC_SEQ_CST); });  // racy
  std::thread two([&halves] { halves[1] = 7; });                               // racy
  one.join();
  two.join();
  return halves[1] > 7;
}
