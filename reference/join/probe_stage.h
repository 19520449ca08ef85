// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ProbeStage: the probe of a round and, where the join type asks for it, the scan of its build
// rows.
//
//   probe fetcher  round 0: asks the probe child for rows at once, waits for the build afterwards,
//                  and hands chunks to the workers
//   probe worker   N: joins the chunks it gets, or those of its restored file
//   waiter         joins the builder and all of the above (B3), starts the scan, joins it (B4)
//   scan worker    N: emits its share of the build rows
//
// A probe worker that fails tells main and goes on receiving chunks and giving them back, so that
// the fetcher never waits for it in vain.
//
// Thread safety: Scan by the waiter of the round; RunProbeWorker by one thread for each worker
// index and round; RunProbeFetcher by one thread.

#include <cstdint>
#include <memory>

#include "annotations/atomic.h"
#include "reference/join/hash_table_set.h"
#include "reference/join/join_channels.h"
#include "reference/join/join_plan.h"
#include "reference/join/join_probe.h"
#include "reference/join/join_spill.h"
#include "reference/memory/killer.h"
#include "reference/session/row_source.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// The threads of the probe.
class ProbeStage {
 public:
  /// Requires: all outlive this.
  ProbeStage(const JoinPlan& plan, RowSource& child, Killer& killer, JoinSpill& spill,
             const HashTableSet& tables, JoinChannels& channels);

  void RunProbeFetcher(SessionVars& session, RoundState& round);
  void RunProbeWorker(RoundState& round, std::int64_t worker_index);
  /// Scans the build rows. Requires: B3 has passed.
  void Scan(RoundState& round);

  /// Count over all workers. Require: no worker runs.
  std::uint64_t probe_row_count() const { return probe_rows_.LoadRelaxed(); }
  std::uint64_t collision_count() const { return collisions_.LoadRelaxed(); }

 private:
  Status FetchChunks(SessionVars& session, RoundState& round);
  Status ProbeChunks(std::int64_t worker_index);
  Status ProbeRestoredChunks(RoundState& round, std::int64_t worker_index);
  // Joins the chunk that was begun; sends each result that is full and goes on with an empty one.
  Status JoinChunk(JoinProbe& probe, std::int64_t worker_index,
                   std::unique_ptr<JoinResult>& result);
  Status FinishWorker(JoinProbe& probe, std::int64_t worker_index, bool has_probed,
                      std::unique_ptr<JoinResult> result);
  void RunScanWorker(RoundState& round, std::int64_t worker_index);
  Status ScanRows(std::int64_t worker_index);

  // An empty result, or null once the join is closed.
  std::unique_ptr<JoinResult> TakeResult(std::int64_t worker_index);
  void SendOrKeep(std::unique_ptr<JoinResult> result);
  void Fail(RoundState& round, const Status& status);
  bool CanSkipProbe() const;

  const JoinPlan& plan_;
  RowSource& child_;
  Killer& killer_;
  JoinSpill& spill_;
  const HashTableSet& tables_;
  JoinChannels& channels_;
  Atomic<std::uint64_t> probe_rows_;
  Atomic<std::uint64_t> collisions_;
};

}  // namespace interlock::reference
