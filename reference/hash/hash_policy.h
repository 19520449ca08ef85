// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// HashPolicy: how a hash join turns the bytes of a key into 64 bits.
//
// Thread safety: free functions without state; safe from any thread.

#include <cstdint>

namespace interlock::reference {

enum class HashPolicy : std::uint8_t {
  kFnv1,    // byte by byte: the faithful one
  kXxHash,  // XXH3, 64 bit: the fast one
};

/// Hashes the bytes [data, data + size_bytes).
std::uint64_t HashBytes(HashPolicy policy, const std::uint8_t* data, std::int64_t size_bytes);
/// Hashes the eight bytes of `word`, lowest first: an integer key, or the hash of a round for the
/// next one.
std::uint64_t HashWord(HashPolicy policy, std::uint64_t word);

}  // namespace interlock::reference
