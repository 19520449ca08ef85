// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// RowContainer: the build side of a hash join v1: the chunks themselves, and a map from the hash of
// a key to the positions of the rows with that hash.
//
// Thread safety: thread-compatible. The builder fills it; after the builder counted down the latch
// `build_finished` nothing changes it, and any number of probe workers read it.
//
// Invariants
//   1. Every position names a row of a chunk in the container, whose key is not NULL.
//   2. A row with a NULL key has no position: it never matches.

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "reference/rows/chunk.h"
#include "reference/rows/value.h"

namespace interlock::reference {

/// Where a build row lies. Thread-compatible.
struct RowPosition {
  std::int64_t chunk_index = 0;
  std::int64_t row_index = 0;
};

/// The build rows and their hash table. Thread-compatible.
class RowContainer {
 public:
  explicit RowContainer(std::int64_t key_column);
  RowContainer(const RowContainer&) = delete;
  RowContainer& operator=(const RowContainer&) = delete;

  /// Takes the chunk over and lists its rows. Requires: no reader yet.
  void AddChunk(std::unique_ptr<Chunk> chunk);

  /// Returns how many rows may match a key with this hash.
  std::int64_t CandidateCount(std::uint64_t hash) const;
  /// Returns the position of a candidate. Requires: index < CandidateCount(hash).
  RowPosition Candidate(std::uint64_t hash, std::int64_t index) const;
  /// Returns whether the build row has exactly this key.
  bool KeyEquals(RowPosition position, const Value& key) const;
  /// Returns the chunk of a position.
  const Chunk& ChunkOf(RowPosition position) const;

 private:
  const std::int64_t key_column_;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::unordered_map<std::uint64_t, std::vector<RowPosition>> positions_;
};

}  // namespace interlock::reference
