// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// PayloadReader: reads numbers and byte strings from bytes that nobody vouches for.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. 0 <= offset_ <= size of the payload: no call reads behind its end.
//   2. A call that returns false has moved nothing and written nothing.

#include <cstdint>
#include <string_view>
#include <vector>

namespace interlock::reference {

/// A position in a payload. Thread-compatible.
class PayloadReader {
 public:
  /// Requires: `payload` outlives this and does not change.
  explicit PayloadReader(const std::vector<std::uint8_t>& payload) : payload_(payload) {}
  PayloadReader(const PayloadReader&) = delete;
  PayloadReader& operator=(const PayloadReader&) = delete;

  std::int64_t offset() const { return offset_; }
  std::int64_t remaining_bytes() const {
    return static_cast<std::int64_t>(payload_.size()) - offset_;
  }

  /// Reads a little-endian number of `size_bytes` <= 8 bytes; false if there are fewer.
  [[nodiscard]] bool ReadNumber(std::int64_t size_bytes, std::uint64_t& value);
  /// Reads a number in groups of 7 bits, the lowest first, each in a byte whose top bit says that
  /// another one follows; false if the payload ends in it or it has more than 64 bits.
  [[nodiscard]] bool ReadVarint(std::uint64_t& value);
  /// Makes `bytes` a view of the next `size_bytes` bytes; false if there are fewer.
  [[nodiscard]] bool ReadBytes(std::uint64_t size_bytes, std::string_view& bytes);

 private:
  const std::vector<std::uint8_t>& payload_;
  std::int64_t offset_ = 0;
};

/// Appends `value` as ReadVarint reads it: 1 byte below 128, 10 at most.
void AppendVarint(std::uint64_t value, std::vector<std::uint8_t>& payload);

}  // namespace interlock::reference
