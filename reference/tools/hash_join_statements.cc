// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/tools/hash_join_statements.h"

#include <memory>
#include <utility>

#include "reference/catalog/table_scan.h"
#include "reference/join/hash_join_v2.h"
#include "reference/memory/killer.h"
#include "reference/memory/memory_tracker.h"
#include "reference/session/session_vars.h"
#include "reference/spill/posix_file_operations.h"
#include "reference/spill/spill_storage.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kLeftTableId = 1;
constexpr std::int64_t kRightTableId = 2;

StatusOr<HashJoinOutput> Run(const HashJoinInput& input, MemoryTracker& tracker,
                             SpillStorage* storage) {
  TimestampOracle oracle;
  SessionVars session("root", oracle);
  Killer killer;
  TableScan left(kLeftTableId, input.left_types, input.left_rows, input.source_chunk_row_max);
  TableScan right(kRightTableId, input.right_types, input.right_rows, input.source_chunk_row_max);
  HashJoinV2 join(left, right, input.spec, input.options,
                  HashJoinResources{killer, tracker, storage});
  HashJoinOutput output;
  output.rows.column_count = join.column_count();
  Chunk chunk;
  while (true) {
    Status status = join.Next(session, chunk);
    if (!status.ok()) return status;
    if (chunk.row_count() == 0) break;
    for (std::int64_t i = 0; i < chunk.row_count(); ++i) chunk.CopyRowTo(i, output.rows.rows);
  }
  join.Close();
  output.statistics = join.statistics();
  output.peak_bytes = tracker.peak_bytes();
  return output;
}

}  // namespace

StatusOr<HashJoinOutput> RunHashJoin(const HashJoinInput& input) {
  MemoryTracker tracker("statement", nullptr, 0);
  return Run(input, tracker, nullptr);
}

StatusOr<HashJoinOutput> RunSpillingHashJoin(const HashJoinInput& input, const SpillInput& spill) {
  PosixFileOperations operations;
  StatusOr<std::unique_ptr<SpillStorage>> storage = SpillStorage::Open(
      spill.folder.empty() ? SpillStorage::DefaultFolder() : spill.folder, operations);
  if (!storage.ok()) return storage.status();
  MemoryTracker tracker("statement", nullptr, spill.limit_bytes);
  StatusOr<HashJoinOutput> output = Run(input, tracker, storage.value().get());
  if (output.ok()) {
    output.value().spill_bytes_written = storage.value()->statistics().bytes_written.Load();
  }
  return output;
}

}  // namespace interlock::reference
