// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// JoinProbe: joins probe chunks with the hash tables of a round: one object for each probe worker
// and round.
//
// A chunk is worked off in passes. A pass walks the chains of probe rows and collects candidate
// pairs, at most as many as the result has room for; evaluates the other condition for all of them
// at once; appends the pairs that count; and finishes the rows whose chain is at its end.
//
// Thread safety: thread-compatible. Shared with the other probe workers are the hash tables, which
// do not change but for flag words, and nothing else; spill files are those of its own worker
// index.
//
// Invariants
//   1. A probe row of a spilled partition is written to disk and not emitted in this round.
//   2. A pass appends at most one result row for each candidate, and one for each row that it
//      finishes without a candidate.

#include <cstdint>
#include <vector>

#include "reference/expression/truth_value.h"
#include "reference/join/hash_table_set.h"
#include "reference/join/join_plan.h"
#include "reference/join/join_spill.h"
#include "reference/join/row_decoder.h"
#include "reference/join/serialized_keys.h"
#include "reference/memory/killer.h"
#include "reference/rows/chunk.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// The probe of one worker in one round. Thread-compatible.
class JoinProbe {
 public:
  /// Requires: all outlive this; the build of the round has ended (B2).
  JoinProbe(const JoinPlan& plan, const HashTableSet& tables, JoinSpill& spill, Killer& killer,
            std::int64_t worker_index);

  /// Begins a chunk of the probe child, or of a spilled probe file. Its rows of spilled partitions
  /// go to disk here.
  ///
  /// Requires: the chunk before is done; `chunk` stays as it is until this one is.
  /// Errors:   those of the filter and of SpillFile.
  Status BeginChunk(const Chunk& chunk);
  Status BeginSpilledChunk(const Chunk& chunk);

  /// Appends joined rows to `result` until the chunk is done (true) or the result full (false).
  ///
  /// Errors: those of the condition; the reason the query was killed for.
  StatusOr<bool> Continue(Chunk& result);

  std::uint64_t probe_row_count() const { return probe_row_count_; }
  std::uint64_t collision_count() const { return collision_count_; }

 private:
  // A probe row and a build row with its key.
  struct Candidate {
    std::int64_t probe_row = 0;
    std::uint8_t* build_row = nullptr;
  };

  Status Begin(const Chunk& chunk, std::int64_t first_column);
  Status StartRow(std::int64_t row_index);
  void Collect(std::int64_t room);
  // Collects candidates of one row; returns false if its chain may go on.
  bool CollectRow(std::int64_t row_index, std::int64_t candidate_max);
  bool KeyEquals(std::int64_t probe_row, const std::uint8_t* build_row) const;
  Status EvaluateCondition();
  void ApplyCandidates();
  void AppendPairs(Chunk& result);
  void FinishRows(Chunk& result);
  void AppendProbeColumns(std::int64_t row_index, Chunk& result);

  const JoinPlan& plan_;
  const HashTableSet& tables_;
  JoinSpill& spill_;
  Killer& killer_;
  const std::int64_t worker_index_;
  RowDecoder decoder_;

  // The chunk.
  const Chunk* chunk_ = nullptr;
  std::int64_t first_column_ = 0;
  SerializedKeys keys_;
  std::vector<TruthValue> filter_truths_;
  std::vector<std::uint64_t> hashes_;      // by row
  std::vector<TaggedPointer> heads_;       // by row: the next build row of its chain
  std::vector<TruthValue> matches_;        // by row: what its candidates said so far
  std::vector<std::int64_t> active_rows_;  // rows that are not finished, in order
  std::size_t next_active_ = 0;

  // The pass.
  std::vector<Candidate> candidates_;
  std::vector<TruthValue> truths_;  // by candidate; empty without a condition: all true
  std::vector<std::int64_t> finished_rows_;
  std::vector<std::int64_t> pending_rows_;  // had their share of candidates, have more
  std::vector<std::uint8_t*> build_rows_;
  std::vector<Column*> targets_;
  Chunk condition_chunk_;

  std::uint64_t probe_row_count_ = 0;
  std::uint64_t collision_count_ = 0;
  std::int64_t steps_since_poll_ = 0;
};

}  // namespace interlock::reference
