// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// RowScan: reads the flags of a share of the build rows after the probe and emits the rows that the
// join type asks for: the unused ones of outer and anti joins, the used ones of semi joins.
//
// Thread safety: thread-compatible; one object for each scan worker. All read the same rows, which
// nobody changes any more: the probe workers were joined (B3).
//
// Invariants
//   1. The shares of workers 0 to N - 1 cover all rows of the round, each once, in the order
//      partition, segment, row.

#include <cstdint>
#include <vector>

#include "annotations/vocabulary.h"
#include "reference/join/hash_table_set.h"
#include "reference/join/join_plan.h"
#include "reference/join/row_decoder.h"
#include "reference/memory/killer.h"
#include "reference/rows/chunk.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Rows [first, end) of `total`.
struct RowRange {
  std::int64_t first = 0;
  std::int64_t end = 0;
};

/// Returns the `index`-th of `count` consecutive ranges of [0, total), none more than one row
/// longer than another. No product in it wraps.
RowRange ShareOf(std::int64_t total, std::int64_t index, std::int64_t count)
    IL_DIVIDES(total, index, count);

/// The scan of one worker in one round. Thread-compatible.
class RowScan {
 public:
  /// Requires: all outlive this; the plan needs a scan; B3 has passed.
  RowScan(const JoinPlan& plan, const HashTableSet& tables, Killer& killer,
          std::int64_t worker_index);

  /// Appends rows to `result` until the share is done (true) or the result full (false).
  ///
  /// Errors: the reason the query was killed for.
  StatusOr<bool> Continue(Chunk& result);

 private:
  void Advance();
  bool IsEmitted(const std::uint8_t* row) const;
  void AppendRows(Chunk& result);

  const JoinPlan& plan_;
  const HashTableSet& tables_;
  Killer& killer_;
  RowDecoder decoder_;
  RowRange left_;  // what is left of the share
  std::size_t partition_ = 0;
  std::size_t segment_ = 0;
  std::int64_t row_ = 0;
  std::vector<std::uint8_t*> rows_;
};

}  // namespace interlock::reference
