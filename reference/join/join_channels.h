// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The channels of a hash join v2, and what travels on them.
//
//   channel                 capacity  from -> to                      content
//   close_signal            0         main -> all                     closed by Close, nothing else
//   results                 N + 1     workers, fetcher, coordinator -> main
//                                                                     rows, or an error
//   join_chunk_resources[w] 1         main -> probe or scan worker w  an empty result, back
//   probe_chunk_resources   N         probe worker -> probe fetcher   an empty probe chunk, back
//   probe_results[w]        1         probe fetcher -> probe worker w rows of the probe child
//   source_chunks           1         build fetcher -> split workers  rows of the build child
//                                     restore controller -> the same  a token: one chunk of a file
//   stops                   N         split worker or table builder -> who feeds them
//                                                                     "I failed, stop producing"
//   errors                  N + 1     all of the build -> builder     errors; one of each at most
//   build_tasks             1         task maker -> table builders
//   build_finished          1         builder -> probe fetcher, or coordinator in a restore round
//                                                                     an error, or closed without
//
// The first five live as long as the join (JoinChannels), the others for a round (RoundState):
// Close touches no object of a round (mutant M43).
//
// Thread safety: thread-safe, but for the plain fields of RoundState, which say who uses them.
//
// Invariants
//   1. A result and a probe chunk exist for each worker; they are owned by whoever holds the
//   message.
//   2. units is the number of units of input that were handed out and not done; while it is 0 after
//   a
//      wait, and until the next Add, the thread that hands out units owns `workers`.

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "annotations/atomic.h"
#include "annotations/channel.h"
#include "annotations/select.h"
#include "annotations/vocabulary.h"
#include "annotations/wait_group.h"
#include "reference/join/build_task.h"
#include "reference/join/build_worker.h"
#include "reference/join/join_plan.h"
#include "reference/join/join_spill.h"
#include "reference/rows/chunk.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// A request to stop. Has no content.
struct StopToken {};

/// Result rows on their way to main, and empty back; or an error.
struct JoinResult {
  std::int64_t worker_index = 0;
  Chunk chunk;
  Status status;
};

/// Rows of the probe child on their way to a worker, and empty back.
struct ProbeChunk {
  std::int64_t worker_index = 0;
  Chunk chunk;
};

/// The channels that end at one probe worker.
struct JoinWorkerChannels {
  SelectableChannel<std::unique_ptr<ProbeChunk>> probe_results{1};
  SelectableChannel<std::unique_ptr<JoinResult>> join_chunk_resources{1};
};

/// What lives as long as the join.
struct JoinChannels {
  explicit JoinChannels(std::int64_t worker_count)
      : results(static_cast<std::size_t>(worker_count) + 1),
        probe_chunk_resources(static_cast<std::size_t>(worker_count)) {
    for (std::int64_t w = 0; w < worker_count; ++w) {
      workers.push_back(std::make_unique<JoinWorkerChannels>());
    }
  }

  SelectableChannel<StopToken> close_signal{0};
  Channel<std::unique_ptr<JoinResult>> results;
  SelectableChannel<std::unique_ptr<ProbeChunk>> probe_chunk_resources;
  std::vector<std::unique_ptr<JoinWorkerChannels>> workers;
  /// The join ends: closed, or failed, or nothing can come any more.
  Atomic<bool> finished;

  /// Sends an error to main.
  void SendError(Status status) {
    auto message = std::make_unique<JoinResult>();
    message->worker_index = -1;
    message->status = std::move(status);
    // False: the coordinator closed the channel, so main knows an error already, or closed the
    // join.
    static_cast<void>(results.Send(std::move(message)));
  }
};

/// What lives for one round.
struct RoundState {
  RoundState(const JoinPlan& plan, std::unique_ptr<RestoreInput> restore_input)
      : input(std::move(restore_input)),
        round(input == nullptr ? 0 : input->round),
        stops(static_cast<std::size_t>(plan.worker_count)),
        errors(static_cast<std::size_t>(plan.worker_count) + 1) {}

  bool is_restore() const { return input != nullptr; }

  /// Null in round 0. Element w is read by the workers with index w.
  const std::unique_ptr<RestoreInput> input;
  const std::int64_t round;

  SelectableChannel<std::unique_ptr<Chunk>> source_chunks{1};
  SelectableChannel<StopToken> stops;
  Channel<Status> errors;
  SelectableChannel<BuildTask> build_tasks{1};
  Channel<Status> build_finished{1};
  WaitGroup units;

  /// Made by the builder before it starts a thread; see BuildWorker.
  BuildWorkers workers IL_OWNED_BY_INSTANCE(worker_index);
  /// What is charged for the hash tables. The builder's, then the coordinator's.
  std::vector<std::int64_t> table_bytes IL_FROZEN_AFTER(build_finished);
  /// The tables hold all rows of the round. Written by the builder before build_finished ends, read
  /// by who joined it.
  bool is_built IL_FROZEN_AFTER(build_finished) = false;
  /// Somebody sent main an error.
  Atomic<bool> has_failed;
};

}  // namespace interlock::reference
