// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// HashJoinV1: equi-join of two row sources. The right child builds one hash table in one thread,
// the left child probes it in many. Both children run at the same time and share the session.
//
// Roles (docs/engine.md has the picture)
//   main          Run: starts the others, drains results_, gives result chunks back, joins all
//   builder       starts the build fetcher, fills row_container_, opens build_finished_
//   build fetcher calls Next of the build child
//   probe fetcher calls Next of the probe child at once, then waits for build_finished_
//   probe worker  N of them; each waits for build_finished_, then joins what the fetcher hands it
//   waiter        waits until all of them are done, then closes results_
//
// Thread safety: thread-compatible: one thread calls Run, once. The fields below say who touches
// them.
//
// Invariants
//   1. row_container_ changes only before build_finished_ opens, and only in the builder.
//   2. Messages are owned by the thread that holds them; N probe messages and N result messages
//   exist.
//   3. Every probe worker has at most one result message in flight, so main never blocks on return.

#include <cstdint>
#include <memory>
#include <vector>

#include "annotations/atomic.h"
#include "annotations/channel.h"
#include "annotations/latch.h"
#include "annotations/wait_group.h"
#include "reference/join/first_error.h"
#include "reference/join/row_container.h"
#include "reference/rows/chunk.h"
#include "reference/session/row_source.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

enum class JoinKind : std::uint8_t {
  kInner,      // pairs
  kLeftOuter,  // pairs, and left rows without partner filled up with NULLs
};

/// What a hash join does. Thread-compatible.
struct HashJoinOptions {
  JoinKind kind = JoinKind::kInner;
  std::int64_t build_key_column = 0;
  std::int64_t probe_key_column = 0;
  std::int64_t probe_worker_count = 5;
};

/// A probe chunk on its way from the probe fetcher to a worker, and empty back. Thread-compatible.
struct ProbeMessage {
  std::int64_t worker_index = 0;
  Chunk chunk;
};

/// A result chunk on its way from a worker to main, and empty back. Thread-compatible.
struct JoinResultMessage {
  std::int64_t worker_index = 0;
  Chunk chunk;
};

/// Where a probe worker goes on in a probe chunk after its result chunk was full.
/// Thread-compatible.
struct ProbeCursor {
  std::int64_t row_index = 0;
  std::int64_t candidate_index = 0;
  bool is_matched = false;
};

/// The channels that end at one probe worker. Thread-safe.
struct ProbeWorkerChannels {
  Channel<std::unique_ptr<ProbeMessage>> probe_results{1};
  Channel<std::unique_ptr<JoinResultMessage>> join_chunk_resources{1};
};

/// Hash join with a single-threaded build. Thread-compatible.
class HashJoinV1 {
 public:
  /// Requires: session and both children outlive the join; the children are two objects.
  HashJoinV1(SessionVars& session, RowSource& build_child, RowSource& probe_child,
             const HashJoinOptions& options);
  HashJoinV1(const HashJoinV1&) = delete;
  HashJoinV1& operator=(const HashJoinV1&) = delete;

  /// Runs the join to its end. Rows hold the probe child's columns, then the build child's.
  ///
  /// Errors:  kInvalidArgument for a worker count or key column out of range; the first error of a
  ///          child. No thread of the join runs after the return.
  /// Threads: one thread, once.
  StatusOr<ResultRows> Run();

 private:
  Status CheckOptions() const;
  void FillResourceChannels();
  ResultRows DrainResults();

  void RunBuilder();
  void RunBuildFetcher();
  void RunProbeFetcher();
  void RunProbeWorker(std::int64_t worker_index);
  void RunWaiter();

  bool JoinSome(const Chunk& probe_chunk, ProbeCursor& cursor, Chunk& result) const;
  bool JoinRow(const Chunk& probe_chunk, ProbeCursor& cursor, Chunk& result) const;
  void Fail(const Status& status);

  SessionVars& session_;
  RowSource& build_child_;
  RowSource& probe_child_;
  const HashJoinOptions options_;
  const std::vector<DataType> result_types_;

  Channel<std::unique_ptr<Chunk>> source_chunks_;
  Channel<std::unique_ptr<ProbeMessage>> probe_chunk_resources_;
  Channel<std::unique_ptr<JoinResultMessage>> results_;
  std::vector<std::unique_ptr<ProbeWorkerChannels>> worker_channels_;

  RowContainer row_container_;
  Latch build_finished_;
  WaitGroup workers_running_;
  FirstError first_error_;
  Atomic<bool> finished_;
};

}  // namespace interlock::reference
