// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ChunkSource: a row source that hands out copies of chunks that are in memory already, so that a
// measured join reads nothing else. The copies are part of what is measured.
//
// Thread safety: thread-compatible; several sources may read one table at once.
//
// Invariants
//   1. The table does not change while a source of it lives.

#include <cstddef>
#include <vector>

#include "reference/session/row_source.h"
#include "tests/bench/join/data_set.h"

namespace interlock::bench {

/// Rows of a Table, chunk by chunk. Thread-compatible.
class ChunkSource final : public reference::RowSource {
 public:
  /// Requires: `table` outlives the source.
  explicit ChunkSource(const Table& table) : table_(table) {}

  const std::vector<reference::DataType>& column_types() const override { return table_.types; }
  reference::Status Next(reference::SessionVars& session, reference::Chunk& chunk) override;

 private:
  const Table& table_;
  std::size_t next_chunk_ = 0;
};

}  // namespace interlock::bench
