// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/generated_join.h"

#include "reference/join/hash_join_v2.h"
#include "reference/memory/memory_tracker.h"
#include "reference/session/session_vars.h"
#include "reference/session/timestamp_oracle.h"
#include "reference/spill/spill_storage.h"
#include "tests/faults/process_state.h"

namespace interlock::reference {
namespace {

JoinSpec SpecOf(const GeneratedJoin& join) {
  JoinSpec spec;
  spec.type = join.type;
  spec.build_side = JoinSide::kRight;
  spec.left_keys = {0};
  spec.right_keys = {0};
  for (std::int64_t i = 0; i <= join.probe.payload_count; ++i) spec.left_output.push_back(i);
  for (std::int64_t i = 1; i <= join.build.payload_count; ++i) spec.right_output.push_back(i);
  return spec;
}

void AddRows(const Chunk& chunk, GeneratedJoinRun& run) {
  run.row_count += chunk.row_count();
  for (std::int64_t i = 0; i < chunk.column_count(); ++i) {
    const std::uint64_t factor = static_cast<std::uint64_t>(2 * i + 1);
    for (std::int64_t row = 0; row < chunk.row_count(); ++row) {
      run.row_sum += factor * MixedWord(chunk.column(i).WordAt(row));
    }
  }
}

}  // namespace

GeneratedJoinRun RunGeneratedJoin(const GeneratedJoin& join, const std::string& folder,
                                  FileOperations& operations) {
  GeneratedJoinRun run;
  SpillStorage storage(folder, operations);
  TimestampOracle oracle;
  SessionVars session("root", oracle);
  Killer killer;
  MemoryTracker tracker("statement", nullptr, join.limit_bytes);
  GeneratedSource left(join.probe);
  GeneratedSource right(join.build);
  HashJoinV2 engine(left, right, SpecOf(join), join.options,
                    HashJoinResources{killer, tracker, &storage});
  ForgetResidentBytesMax();
  const std::int64_t resident_bytes = ResidentBytes();
  Chunk chunk;
  do {
    run.status = engine.Next(session, chunk);
    AddRows(chunk, run);
  } while (run.status.ok() && chunk.row_count() > 0);
  engine.Close();
  run.resident_growth_bytes = ResidentBytesMax() - resident_bytes;
  run.statistics = engine.statistics();
  run.peak_bytes = tracker.peak_bytes();
  run.bytes_written = storage.statistics().bytes_written.Load();
  run.blocks_written = storage.statistics().blocks_written.Load();
  return run;
}

}  // namespace interlock::reference
