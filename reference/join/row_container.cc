// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/row_container.h"

#include <utility>

#include "reference/hash/fnv.h"
#include "reference/status/check.h"

namespace interlock::reference {

RowContainer::RowContainer(std::int64_t key_column) : key_column_(key_column) {}

void RowContainer::AddChunk(std::unique_ptr<Chunk> chunk) {
  const std::int64_t chunk_index = static_cast<std::int64_t>(chunks_.size());
  for (std::int64_t i = 0; i < chunk->row_count(); ++i) {
    const Value key = chunk->Cell(i, key_column_);
    if (key.is_null()) continue;
    positions_[HashKey(key)].push_back(RowPosition{chunk_index, i});
  }
  chunks_.push_back(std::move(chunk));
}

std::int64_t RowContainer::CandidateCount(std::uint64_t hash) const {
  if (!positions_.contains(hash)) return 0;
  return static_cast<std::int64_t>(positions_.at(hash).size());
}

RowPosition RowContainer::Candidate(std::uint64_t hash, std::int64_t index) const {
  IL_CHECK(index >= 0 && index < CandidateCount(hash));
  return positions_.at(hash)[static_cast<std::size_t>(index)];
}

bool RowContainer::KeyEquals(RowPosition position, const Value& key) const {
  return ChunkOf(position).Cell(position.row_index, key_column_).EqualsAsKey(key);
}

const Chunk& RowContainer::ChunkOf(RowPosition position) const {
  IL_CHECK(position.chunk_index >= 0 &&
           position.chunk_index < static_cast<std::int64_t>(chunks_.size()));
  return *chunks_[static_cast<std::size_t>(position.chunk_index)];
}

}  // namespace interlock::reference
