// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/hash_join_v2.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "reference/status/check.h"
#include "reference/status/guarded.h"

namespace interlock::reference {
namespace {

bool HasMemoryLimit(const MemoryTracker& tracker) {
  for (const MemoryTracker* t = &tracker; t != nullptr; t = t->parent()) {
    if (t->limit_bytes() > 0) return true;
  }
  return false;
}

}  // namespace

HashJoinV2::HashJoinV2(RowSource& left, RowSource& right, const JoinSpec& spec,
                       const HashJoinV2Options& options, const HashJoinResources& resources)
    : left_(left),
      right_(right),
      resources_(resources),
      planned_(MakeJoinPlan(spec, options, left.column_types(), right.column_types(),
                            resources.storage != nullptr && HasMemoryLimit(resources.tracker))),
      plan_(planned_.ok() ? planned_.value() : JoinPlan()),
      join_tracker_("hash join", &resources.tracker, 0),
      spill_(plan_, resources, join_tracker_),
      tables_(plan_.partition_count),
      channels_(plan_.worker_count),
      build_stage_(plan_, plan_.builds_left ? left : right, join_tracker_, resources.killer, spill_,
                   tables_, channels_),
      probe_stage_(plan_, plan_.builds_left ? right : left, resources.killer, spill_, tables_,
                   channels_) {}

HashJoinV2::~HashJoinV2() { Close(); }

Status HashJoinV2::Next(SessionVars& session, Chunk& chunk) {
  chunk.Reset(plan_.result_types);
  if (!planned_.ok()) return planned_.status();
  if (!error_.ok()) return error_;
  if (is_closed_) return Cancelled("join closed");
  if (!is_started_) Start(session);
  std::optional<std::unique_ptr<JoinResult>> received = channels_.results.Receive();
  if (!received.has_value()) return Status();
  std::unique_ptr<JoinResult> message = std::move(*received);
  if (!message->status.ok()) {
    channels_.finished.Store(true);
    error_ = message->status;
    return error_;
  }
  std::swap(chunk, message->chunk);
  message->chunk.Reset(plan_.result_types);
  const std::size_t w = static_cast<std::size_t>(message->worker_index);
  const bool is_sent = channels_.workers[w]->join_chunk_resources.Send(std::move(message));
  IL_CHECK(is_sent);
  return Status();
}

void HashJoinV2::Start(SessionVars& session) {
  is_started_ = true;
  AddActions();
  for (std::int64_t w = 0; w < plan_.worker_count; ++w) {
    auto probe_chunk = std::make_unique<ProbeChunk>();
    probe_chunk->worker_index = w;
    const bool is_probe_sent = channels_.probe_chunk_resources.Send(std::move(probe_chunk));
    auto result = std::make_unique<JoinResult>();
    result->worker_index = w;
    result->chunk.Reset(plan_.result_types);
    const std::size_t index = static_cast<std::size_t>(w);
    const bool is_result_sent =
        channels_.workers[index]->join_chunk_resources.Send(std::move(result));
    IL_CHECK(is_probe_sent && is_result_sent);
  }
  IL_CHECK(!coordinator_.joinable());  // one at a time
  coordinator_ = Thread([this, &session]() IL_ROLE("coordinator") { RunCoordinator(session); });
}

void HashJoinV2::AddActions() {
  for (MemoryTracker* t = &resources_.tracker; t != nullptr; t = t->parent()) {
    if (t->limit_bytes() > 0) t->AddAction(spill_);
  }
}

void HashJoinV2::RemoveActions() {
  for (MemoryTracker* t = &resources_.tracker; t != nullptr; t = t->parent()) {
    if (t->limit_bytes() > 0) t->RemoveAction(spill_);
  }
}

void HashJoinV2::Close() {
  if (is_closed_) return;
  is_closed_ = true;
  channels_.close_signal.Close();
  channels_.finished.Store(true);
  if (is_started_) {
    while (channels_.results.Receive().has_value()) {
    }
    for (std::size_t w = 0; w < channels_.workers.size(); ++w) {
      channels_.workers[w]->join_chunk_resources.Close();
    }
    channels_.probe_chunk_resources.Close();
    coordinator_.Join();
    RemoveActions();
    statistics_.probe_rows = probe_stage_.probe_row_count();
    statistics_.probe_collisions = probe_stage_.collision_count();
    spill_.AddTo(statistics_);
    spill_.Clear();
    IL_CHECK(join_tracker_.consumed_bytes() == 0);
  }
  left_.Close();
  right_.Close();
}

HashJoinStatistics HashJoinV2::statistics() const {
  IL_CHECK(is_closed_);
  return statistics_;
}

void HashJoinV2::RunCoordinator(SessionVars& session) {
  Status status = RunGuarded([&]() -> Status { return RunRounds(session); });
  if (!status.ok()) channels_.SendError(std::move(status));
  channels_.results.Close();
}

Status HashJoinV2::RunRounds(SessionVars& session) {
  std::unique_ptr<RestoreInput> input;
  while (true) {
    RoundState round(plan_, std::move(input));
    spill_.BeginRound();
    Status status = RunGuarded([&]() -> Status {
      RunRound(session, round);
      return Status();
    });
    EndRound(round);
    if (!status.ok()) return status;
    // Whoever failed told main; an end by the skip rule has nothing left to do.
    if (channels_.finished.Load() || round.has_failed.Load()) return Status();
    status = spill_.PrepareForRestoring(round.round);
    if (!status.ok()) return status;
    input = spill_.PopPartition();
    if (input == nullptr) return Status();
  }
}

void HashJoinV2::RunRound(SessionVars& session, RoundState& round) {
  // First: nothing may throw between the start of the threads and their end.
  std::vector<Thread> probe_threads;
  probe_threads.reserve(static_cast<std::size_t>(plan_.worker_count) + 1);
  Thread builder([this, &session, &round]()
                     IL_ROLE("builder") { build_stage_.Run(session, round); });
  if (!round.is_restore()) {
    probe_threads.emplace_back([this, &session, &round]() IL_ROLE("probe fetcher") {
      probe_stage_.RunProbeFetcher(session, round);
    });
  } else {
    const std::optional<Status> error = round.build_finished.Receive();
    if (error.has_value()) {
      round.has_failed.Store(true);
      channels_.SendError(*error);
    }
  }
  if (!round.has_failed.Load()) {
    for (std::int64_t w = 0; w < plan_.worker_count; ++w) {
      probe_threads.emplace_back(
          [this, &round, w]() IL_ROLE("probe worker") { probe_stage_.RunProbeWorker(round, w); });
    }
  }
  Thread waiter([this, &round, &builder, &probe_threads]() IL_ROLE("waiter") {
    builder.Join();
    for (std::size_t i = 0; i < probe_threads.size(); ++i) probe_threads[i].Join();
    const bool is_over = round.has_failed.Load() || channels_.finished.Load();
    if (plan_.needs_scan && round.is_built && !is_over) probe_stage_.Scan(round);
  });
  waiter.Join();
}

/// Gives back what the round was charged for.
void HashJoinV2::EndRound(RoundState& round) {
  std::int64_t charged_bytes = tables_.charged_bytes();
  for (std::size_t w = 0; w < round.workers.size(); ++w) {
    charged_bytes += ChargedBytes(round.workers[w]->tables);
    statistics_.build_rows += round.workers[w]->builder.appended_row_count();
  }
  for (std::int64_t bytes : round.table_bytes) charged_bytes += bytes;
  statistics_.round_max = std::max(statistics_.round_max, static_cast<std::uint64_t>(round.round));
  tables_.Clear();
  round.workers.clear();
  join_tracker_.Consume(-charged_bytes);
}

}  // namespace interlock::reference
