// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// HashJoinV2: parallel equi-join of two row sources that spills to disk and comes back.
//
// A round is a build followed by a probe. Round 0 reads the children; each later round reads one
// partition that an earlier round spilled. docs/engine.md has the threads, channels and phases.
//
//   main         Next and Close
//   coordinator  runs the rounds, one after the other
//   builder      of a round: BuildStage
//   waiter       of a round: joins its threads, scans; ProbeStage
//
// Thread safety: thread-compatible: one thread calls Next and Close.
//
// Invariants
//   1. At most one round is in work; its objects die before the next one's are made.
//   2. The coordinator joins every other thread of the join; Close joins the coordinator.
//   3. join_tracker_ is at 0 between rounds.
//   4. After an error Next returns errors; no result is taken for complete then.

#include <cstdint>
#include <memory>
#include <vector>

#include "annotations/thread.h"
#include "annotations/vocabulary.h"
#include "reference/join/build_stage.h"
#include "reference/join/hash_join_options.h"
#include "reference/join/hash_table_set.h"
#include "reference/join/join_channels.h"
#include "reference/join/join_plan.h"
#include "reference/join/join_spec.h"
#include "reference/join/join_spill.h"
#include "reference/join/probe_stage.h"
#include "reference/memory/memory_tracker.h"
#include "reference/session/row_source.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// A join as a source of rows. Thread-compatible.
class HashJoinV2 final : public RowSource {
 public:
  /// Requires: children, and what `resources` names, outlive the join; two different children.
  HashJoinV2(RowSource& left, RowSource& right, const JoinSpec& spec,
             const HashJoinV2Options& options, const HashJoinResources& resources);
  HashJoinV2(const HashJoinV2&) = delete;
  HashJoinV2& operator=(const HashJoinV2&) = delete;
  /// Closes the join.
  ~HashJoinV2() override;

  /// Returns the types of the result; nothing if the specification is wrong.
  const std::vector<DataType>& column_types() const override { return plan_.result_types; }
  /// Returns the next rows, in no particular order; the first call starts the threads.
  ///
  /// Errors: kInvalidArgument for a specification or option out of range; the first error of a
  ///         child; the reason the query was killed for; kUnavailable or kDataLoss of a spill file;
  ///         kResourceExhausted if a partition does not become small enough within the rounds, or
  ///         for a row of 4 GiB and more. After an error every call returns one.
  Status Next(SessionVars& session, Chunk& chunk) override;
  /// Ends the join, whatever it does: afterwards no thread of it runs, no file is open, the tracker
  /// has everything back, the children are closed. Calling it again changes nothing.
  void Close() override;
  /// Requires: closed.
  HashJoinStatistics statistics() const;

 private:
  void Start(SessionVars& session);
  void AddActions();
  void RemoveActions();

  void RunCoordinator(SessionVars& session);
  Status RunRounds(SessionVars& session);
  void RunRound(SessionVars& session, RoundState& round);
  void EndRound(RoundState& round);

  RowSource& left_;
  RowSource& right_;
  const HashJoinResources resources_;
  const StatusOr<JoinPlan> planned_;
  const JoinPlan plan_;

  MemoryTracker join_tracker_;
  JoinSpill spill_;
  HashTableSet tables_;
  JoinChannels channels_;
  BuildStage build_stage_;
  ProbeStage probe_stage_;

  // Main's.
  bool is_started_ = false;
  bool is_closed_ = false;
  Status error_;
  Thread coordinator_;
  // The coordinator's, then main's after it joined it.
  HashJoinStatistics statistics_;
};

}  // namespace interlock::reference
