// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// JoinSpill: when a join's rows go to disk, which of them, and what comes back when.
//
//   kNotSpilled --over the limit, may spill, worth it--> kNeedSpill
//   kNeedSpill  --before the next unit of input, or in the merge--> kInSpilling
//   kInSpilling --the spill ends, however--> kNotSpilled, and whoever waits is woken
//
// A charge that meets kInSpilling waits for its end. So a thread that is part of a spill must not
// charge: it would wait for itself.
//
// What a join is charged for is at most
//
//   limit + (N * P * s + (N + 2) * c) * (2 * r + 24) + t
//
//   r  bytes of the largest build row          s  rows of a segment: segment_row_max, or fewer if
//   c  rows of a chunk: 1024, of a restored       segment_bytes_max closes it
//      one spill_chunk_row_max                 t  bytes of the largest hash table of a partition:
//                                                 8 * max(32, 2 * its rows)
//
// for the limit of a tracker that is charged by this join alone, unless nothing is left to spill,
// or no spill allowed, in the round. Reasons: an open segment is not charged before it is closed,
// and each worker has one for each partition; when a charge crosses the limit, N units of input are
// with workers, one lies in the channel, and one is about to be handed out, and all are finished
// first; a growing buffer takes up to twice its rows, and 24 bytes lie beside each row; in the
// merge a spill comes after each partition's table. Not charged at all: chunks that travel, in
// front of the files for each worker and spilled partition a chunk of probe rows, for each worker
// one of build rows, and an encoded chunk.
//
// Thread safety: Act, IsNeeded and is_triggered are thread-safe. Of the rest:
//   Spill            the build fetcher, restore controller or builder, while no unit is out
//   TryEndBuild      the builder
//   IsSpilled, worker(w)   probe worker w, after the build (B2); spilled_ is then frozen
//   PrepareForRestoring, PopPartition, BeginRound, Clear   the coordinator, between rounds
//
// Invariants
//   1. From TryEndBuild to the end of the round may_spill_ is false and status_ kNotSpilled.
//   2. Every build row is in a row table, in a file of a worker or of the stack, or in a round that
//      ended; a spilled partition has files of every worker index.
//   3. What was charged for a row that left memory is given back.

#include <cstdint>
#include <memory>
#include <vector>

#include "annotations/atomic.h"
#include "annotations/cond_var.h"
#include "annotations/mutex.h"
#include "annotations/vocabulary.h"
#include "reference/join/build_worker.h"
#include "reference/join/join_plan.h"
#include "reference/join/worker_spill.h"
#include "reference/memory/memory_action.h"
#include "reference/memory/memory_tracker.h"
#include "reference/status/status.h"

namespace interlock::reference {

enum class SpillStatus : std::uint8_t { kNotSpilled, kNeedSpill, kInSpilling };

/// What a restore round reads: for each worker index the files of one partition.
struct RestoreInput {
  std::int64_t round = 0;
  std::vector<SpillFilePair> files;  // by worker index
};

/// The spilling of one join. See above for who may call what.
class JoinSpill final : public MemoryAction {
 public:
  /// Requires: all outlive this; `join_tracker` is where the join charges its own bytes.
  JoinSpill(const JoinPlan& plan, const HashJoinResources& resources, MemoryTracker& join_tracker);

  /// Asks for a spill if `tracker`, which is over its limit, would gain by it.
  void Act(MemoryTracker& tracker) override IL_EXCLUDES(mutex_);

  /// Returns whether somebody asked for a spill that has not begun.
  bool IsNeeded() IL_EXCLUDES(mutex_);

  /// Moves row tables to disk: those of the partitions that are spilled already, and, if somebody
  /// asked for a spill, of as many more, largest first, as brings the memory down to half the
  /// limit.
  ///
  /// `table_bytes` is null, or holds what is charged for each partition's hash table so far; that
  /// of a partition that is spilled becomes the size of an empty one, or stays 0.
  ///
  /// Requires: no thread but the caller touches the workers or charges this join.
  /// Errors:   the reason the query was killed for; those of SpillFile.
  Status Spill(BuildWorkers& workers, std::vector<std::int64_t>* table_bytes) IL_EXCLUDES(mutex_);

  /// Ends the part of a round in which spills happen; false if somebody asked for one before.
  [[nodiscard]] bool TryEndBuild() IL_EXCLUDES(mutex_);

  /// Returns whether a partition is spilled in this round, and whether any, or all, are.
  bool IsSpilled(std::int64_t partition) const {
    return spilled_[static_cast<std::size_t>(partition)] != 0;
  }
  bool is_triggered() const { return is_triggered_; }
  /// Returns the files of a worker index. Requires: is_triggered().
  WorkerSpill& worker(std::int64_t worker_index);

  /// Puts the partitions that were spilled in `last_round` on the stack.
  ///
  /// Errors: kResourceExhausted if that was the last round that may be.
  Status PrepareForRestoring(std::int64_t last_round);
  /// Takes the partition on top of the stack, or returns null.
  std::unique_ptr<RestoreInput> PopPartition();
  /// Begins a round: spills may happen again.
  void BeginRound() IL_EXCLUDES(mutex_);
  /// Closes every file. Requires: no other thread of the join runs.
  void Clear();

  /// Add up what happened. Requires: no other thread of the join runs.
  void AddTo(HashJoinStatistics& statistics) const;

 private:
  bool CanSpill() const { return storage_ != nullptr && plan_.partition_count > 1; }
  Status SpillQuietly(BuildWorkers& workers, bool is_asked, std::vector<std::int64_t>* table_bytes);
  std::vector<std::int64_t> ChoosePartitions(const BuildWorkers& workers, bool is_asked,
                                             const std::vector<std::int64_t>* table_bytes) const;

  const JoinPlan& plan_;
  SpillStorage* const storage_;
  Killer& killer_;
  MemoryTracker& join_tracker_;

  Mutex mutex_;
  CondVar spill_ended_;
  SpillStatus status_ IL_GUARDED_BY(mutex_) = SpillStatus::kNotSpilled;
  bool may_spill_ IL_GUARDED_BY(mutex_) = false;
  // Of the tracker that was over its limit when the spill was asked for.
  Atomic<std::int64_t> consumed_bytes_;
  Atomic<std::int64_t> limit_bytes_;

  // Written by the thread that spills; frozen from the end of the build (B2) to the end of the
  // round.
  std::vector<std::uint8_t> spilled_ IL_FROZEN_AFTER(build_finished);  // by partition
  bool is_triggered_ IL_FROZEN_AFTER(build_finished) = false;
  // Made by the first spill; element w is touched by worker index w, and by who joined all of them.
  std::vector<std::unique_ptr<WorkerSpill>> workers_ IL_OWNED_BY_INSTANCE(worker_index);

  // The coordinator's.
  std::vector<std::unique_ptr<RestoreInput>> stack_ IL_OWNED_BY_ROLE("coordinator");

  // Counts: the first is the spilling thread's, the other the coordinator's; main reads both after
  // every thread of the join was joined.
  std::uint64_t spill_count_ = 0;
  std::uint64_t spilled_partitions_ = 0;
};

}  // namespace interlock::reference
