// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// BuildStage: the build of a round, from the input to hash tables that can be probed.
//
//   builder             Run: makes the workers, starts the others, joins them (B1), merges, starts
//                       task maker and table builders, joins them (B2), ends build_finished
//   build fetcher       round 0: reads the build child and hands chunks out
//   restore controller  later rounds: hands a token out for each chunk of the restored files
//   split worker        N: turns chunks, or those of its restored file, into rows of its row tables
//   task maker          hands out tasks
//   table builder       N: inserts the rows of tasks
//
// Spills happen before a unit of input is handed out, at the end of the input, and in the merge;
// each time no unit is out, so that the spilling thread has the row tables to itself.
//
// A split worker that fails reports it, asks for a stop, and goes on receiving units and ending
// them: whoever hands units out may wait for that.
//
// Thread safety: one builder at a time calls Run.

#include <cstdint>
#include <memory>

#include "reference/join/hash_table_set.h"
#include "reference/join/join_channels.h"
#include "reference/join/join_plan.h"
#include "reference/join/join_spill.h"
#include "reference/memory/killer.h"
#include "reference/memory/memory_tracker.h"
#include "reference/session/row_source.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// The threads of the build.
class BuildStage {
 public:
  /// Requires: all outlive this.
  BuildStage(const JoinPlan& plan, RowSource& child, MemoryTracker& tracker, Killer& killer,
             JoinSpill& spill, HashTableSet& tables, JoinChannels& channels);

  /// Builds the tables of a round and ends `round.build_finished`, after an error with it.
  void Run(SessionVars& session, RoundState& round);

 private:
  Status Build(SessionVars& session, RoundState& round);
  Status ReadInput(SessionVars& session, RoundState& round);
  Status Merge(RoundState& round);
  Status FillTables(RoundState& round);

  void RunBuildFetcher(SessionVars& session, RoundState& round);
  void RunRestoreController(RoundState& round);
  void RunSplitWorker(RoundState& round, std::int64_t worker_index);
  void RunRestoreSplitWorker(RoundState& round, std::int64_t worker_index);
  void RunTaskMaker(RoundState& round);
  void RunTableBuilder(RoundState& round);

  Status FetchUnits(SessionVars& session, RoundState& round);
  Status HandOutTokens(RoundState& round);
  Status MakeTasks(RoundState& round);
  Status CheckAndSpill(RoundState& round);
  Status SpillRemaining(RoundState& round);
  // Hands a unit out; an error if the join was closed, false if a consumer asked for a stop.
  StatusOr<bool> HandOut(RoundState& round, std::unique_ptr<Chunk> unit);
  static Status RestoreChunk(RoundState& round, std::int64_t worker_index,
                             std::int64_t chunk_index);
  static void Fail(RoundState& round, const Status& status);
  static Status FirstError(RoundState& round);

  const JoinPlan& plan_;
  RowSource& child_;
  MemoryTracker& tracker_;
  Killer& killer_;
  JoinSpill& spill_;
  HashTableSet& tables_;
  JoinChannels& channels_;
};

}  // namespace interlock::reference
