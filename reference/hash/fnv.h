// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// FNV-1, 64 bit: the engine's default hash (multiply, then exclusive-or, byte by byte).
//
// Thread safety: free functions without state; safe from any thread.

#include <cstdint>
#include <string>

#include "reference/rows/value.h"

namespace interlock::reference {

inline constexpr std::uint64_t kFnvOffsetBasis = 0xcbf29ce484222325ULL;
inline constexpr std::uint64_t kFnvPrime = 0x100000001b3ULL;

/// Continues `hash` over one byte.
std::uint64_t FnvByte(std::uint64_t hash, std::uint8_t byte);
/// Continues `hash` over the eight bytes of `word`, lowest first.
std::uint64_t FnvWord(std::uint64_t hash, std::uint64_t word);
/// Continues `hash` over the bytes of `bytes`.
std::uint64_t FnvBytes(std::uint64_t hash, const std::string& bytes);
/// Hashes a join key. Equal keys (Value::EqualsAsKey) have equal hashes.
std::uint64_t HashKey(const Value& value);

}  // namespace interlock::reference
