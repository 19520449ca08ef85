// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Numbers as bytes in a file: the least significant byte first, whatever the machine's order.
//
// Thread safety: free functions without state; safe from any thread.
//
// Layout: byte i of `size_bytes` holds bits 8i to 8i + 7.

#include <cstdint>

namespace interlock::reference {

/// Writes the low `size_bytes` bytes of `value`. Requires: 0 <= size_bytes <= 8, as many at
/// `bytes`.
inline void StoreLittleEndian(std::uint64_t value, std::int64_t size_bytes, std::uint8_t* bytes) {
  for (std::int64_t i = 0; i < size_bytes; ++i) {
    bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

/// Returns the number in `size_bytes` bytes. Requires: 0 <= size_bytes <= 8, as many at `bytes`.
inline std::uint64_t LoadLittleEndian(const std::uint8_t* bytes, std::int64_t size_bytes) {
  std::uint64_t value = 0;
  for (std::int64_t i = 0; i < size_bytes; ++i) {
    value |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
  }
  return value;
}

}  // namespace interlock::reference
