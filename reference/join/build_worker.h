// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// BuildWorker: the row tables of one split worker and the builder that appends to them.
//
// Thread safety: thread-compatible. It is made by the builder thread before any thread of the round
// starts (case 57450: published by the worker itself, a spill met it half made). Then it belongs to
//   the split worker with its index   between the receipt of a unit and the Done of it
//   the spill worker with its index   while no unit is out
//   the builder thread                after it joined the split workers (B1)
//
// Invariants
//   1. tables has one row table per partition; it does not change its size.

#include <vector>

#include "annotations/vocabulary.h"
#include "reference/join/row_segment.h"
#include "reference/join/row_table_builder.h"

namespace interlock::reference {

/// What split worker w builds. Thread-compatible.
struct BuildWorker {
  BuildWorker(const JoinPlan& plan, MemoryTracker& tracker, Killer& killer)
      : tables(static_cast<std::size_t>(plan.partition_count)),
        builder(plan, tracker, killer, tables) {}
  BuildWorker(const BuildWorker&) = delete;
  BuildWorker& operator=(const BuildWorker&) = delete;

  std::vector<RowTable> tables IL_OWNED_BY_INSTANCE(worker_index);
  RowTableBuilder builder IL_OWNED_BY_INSTANCE(worker_index);
};

using BuildWorkers = std::vector<std::unique_ptr<BuildWorker>>;

}  // namespace interlock::reference
