// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/spill/payload_reader.h"

#include "reference/spill/little_endian.h"

namespace interlock::reference {
namespace {

constexpr int kVarintGroupBits = 7;
constexpr std::uint8_t kVarintFollows = 0x80;

}  // namespace

bool PayloadReader::ReadNumber(std::int64_t size_bytes, std::uint64_t& value) {
  if (remaining_bytes() < size_bytes) return false;
  value = LoadLittleEndian(payload_.data() + offset_, size_bytes);
  offset_ += size_bytes;
  return true;
}

bool PayloadReader::ReadVarint(std::uint64_t& value) {
  std::uint64_t result = 0;
  std::int64_t next = offset_;
  for (int shift = 0; shift < 64; shift += kVarintGroupBits) {
    if (next >= static_cast<std::int64_t>(payload_.size())) return false;
    const std::uint8_t byte = payload_[static_cast<std::size_t>(next)];
    const std::uint64_t group = byte & (kVarintFollows - 1u);
    if (((group << shift) >> shift) != group) return false;
    result |= group << shift;
    ++next;
    if ((byte & kVarintFollows) == 0) {
      value = result;
      offset_ = next;
      return true;
    }
  }
  return false;
}

bool PayloadReader::ReadBytes(std::uint64_t size_bytes, std::string_view& bytes) {
  if (static_cast<std::uint64_t>(remaining_bytes()) < size_bytes) return false;
  bytes = std::string_view(reinterpret_cast<const char*>(payload_.data()) + offset_, size_bytes);
  offset_ += static_cast<std::int64_t>(size_bytes);
  return true;
}

void AppendVarint(std::uint64_t value, std::vector<std::uint8_t>& payload) {
  while (value >= kVarintFollows) {
    payload.push_back(static_cast<std::uint8_t>(value) | kVarintFollows);
    value >>= kVarintGroupBits;
  }
  payload.push_back(static_cast<std::uint8_t>(value));
}

}  // namespace interlock::reference
