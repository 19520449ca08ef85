// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/hash/fnv.h"

namespace interlock::reference {

std::uint64_t FnvByte(std::uint64_t hash, std::uint8_t byte) { return (hash * kFnvPrime) ^ byte; }

std::uint64_t FnvWord(std::uint64_t hash, std::uint64_t word) {
  for (int shift = 0; shift < 64; shift += 8) {
    hash = FnvByte(hash, static_cast<std::uint8_t>((word >> shift) & 0xff));
  }
  return hash;
}

std::uint64_t FnvBytes(std::uint64_t hash, const std::string& bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    hash = FnvByte(hash, static_cast<std::uint8_t>(bytes[i]));
  }
  return hash;
}

std::uint64_t HashKey(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kNull:
      return kFnvOffsetBasis;
    case ValueKind::kInteger:
    case ValueKind::kUnsigned:
    case ValueKind::kDouble:
      return FnvWord(kFnvOffsetBasis, value.word());
    case ValueKind::kBytes:
      return FnvBytes(kFnvOffsetBasis, value.bytes());
  }
  return kFnvOffsetBasis;
}

}  // namespace interlock::reference
