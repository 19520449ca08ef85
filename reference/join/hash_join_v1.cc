// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/hash_join_v1.h"

#include <optional>
#include <string>
#include <utility>

#include "annotations/thread.h"
#include "reference/hash/fnv.h"
#include "reference/join/worker_count.h"

namespace interlock::reference {
namespace {

std::vector<DataType> JoinedTypes(const RowSource& left, const RowSource& right) {
  std::vector<DataType> types = left.column_types();
  const std::vector<DataType>& right_types = right.column_types();
  types.insert(types.end(), right_types.begin(), right_types.end());
  return types;
}

bool IsColumn(std::int64_t column, const RowSource& source) {
  return column >= 0 && column < source.column_count();
}

}  // namespace

HashJoinV1::HashJoinV1(SessionVars& session, RowSource& build_child, RowSource& probe_child,
                       const HashJoinOptions& options)
    : session_(session),
      build_child_(build_child),
      probe_child_(probe_child),
      options_(options),
      result_types_(JoinedTypes(probe_child, build_child)),
      source_chunks_(1),
      probe_chunk_resources_(CapacityForWorkers(options.probe_worker_count)),
      results_(CapacityForWorkers(options.probe_worker_count) + 1),
      row_container_(options.build_key_column),
      build_finished_(1),
      finished_(false) {}

StatusOr<ResultRows> HashJoinV1::Run() {
  Status options_status = CheckOptions();
  if (!options_status.ok()) return options_status;
  FillResourceChannels();
  ResultRows rows;
  {
    workers_running_.Add(static_cast<std::uint64_t>(options_.probe_worker_count) + 2);
    Thread builder([this]() IL_ROLE("builder") { RunBuilder(); });
    Thread probe_fetcher([this]() IL_ROLE("probe fetcher") { RunProbeFetcher(); });
    std::vector<Thread> probe_workers;
    for (std::int64_t i = 0; i < options_.probe_worker_count; ++i) {
      probe_workers.emplace_back([this, i]() IL_ROLE("probe worker") { RunProbeWorker(i); });
    }
    Thread waiter([this]() IL_ROLE("waiter") { RunWaiter(); });
    rows = DrainResults();
  }  // joins the waiter, the probe workers, the probe fetcher, the builder
  Status status = first_error_.Get();
  if (!status.ok()) return status;
  return rows;
}

Status HashJoinV1::CheckOptions() const {
  if (!IsWorkerCount(options_.probe_worker_count)) {
    return InvalidArgument("probe worker count out of range: count=" +
                           std::to_string(options_.probe_worker_count));
  }
  if (!IsColumn(options_.build_key_column, build_child_)) {
    return InvalidArgument("build key column out of range: column=" +
                           std::to_string(options_.build_key_column));
  }
  if (!IsColumn(options_.probe_key_column, probe_child_)) {
    return InvalidArgument("probe key column out of range: column=" +
                           std::to_string(options_.probe_key_column));
  }
  return Status();
}

void HashJoinV1::FillResourceChannels() {
  for (std::int64_t i = 0; i < options_.probe_worker_count; ++i) {
    worker_channels_.push_back(std::make_unique<ProbeWorkerChannels>());
    auto probe_message = std::make_unique<ProbeMessage>();
    probe_message->worker_index = i;
    const bool probe_sent = probe_chunk_resources_.Send(std::move(probe_message));
    auto result_message = std::make_unique<JoinResultMessage>();
    result_message->worker_index = i;
    result_message->chunk.Reset(result_types_);
    const bool result_sent =
        worker_channels_.back()->join_chunk_resources.Send(std::move(result_message));
    IL_CHECK(probe_sent && result_sent);
  }
}

ResultRows HashJoinV1::DrainResults() {
  ResultRows rows;
  rows.column_count = static_cast<std::int64_t>(result_types_.size());
  while (true) {
    std::optional<std::unique_ptr<JoinResultMessage>> received = results_.Receive();
    if (!received.has_value()) return rows;
    std::unique_ptr<JoinResultMessage> message = std::move(*received);
    for (std::int64_t i = 0; i < message->chunk.row_count(); ++i) {
      message->chunk.CopyRowTo(i, rows.rows);
    }
    message->chunk.Reset(result_types_);
    const std::size_t worker_index = static_cast<std::size_t>(message->worker_index);
    const bool sent = worker_channels_[worker_index]->join_chunk_resources.Send(std::move(message));
    IL_CHECK(sent);
  }
}

void HashJoinV1::RunBuilder() {
  {
    Thread build_fetcher([this]() IL_ROLE("build fetcher") { RunBuildFetcher(); });
    while (true) {
      std::optional<std::unique_ptr<Chunk>> received = source_chunks_.Receive();
      if (!received.has_value()) break;
      row_container_.AddChunk(std::move(*received));
    }
  }  // joins the build fetcher
  build_finished_.CountDown();
  workers_running_.Done();
}

void HashJoinV1::RunBuildFetcher() {
  while (!finished_.Load()) {
    auto chunk = std::make_unique<Chunk>();
    Status status = build_child_.Next(session_, *chunk);
    if (!status.ok()) {
      Fail(status);
      break;
    }
    if (chunk->row_count() == 0) break;
    const bool sent = source_chunks_.Send(std::move(chunk));
    IL_CHECK(sent);
  }
  source_chunks_.Close();
}

void HashJoinV1::RunProbeFetcher() {
  bool is_first = true;
  while (!finished_.Load()) {
    std::optional<std::unique_ptr<ProbeMessage>> received = probe_chunk_resources_.Receive();
    IL_CHECK(received.has_value());
    std::unique_ptr<ProbeMessage> message = std::move(*received);
    Status status = probe_child_.Next(session_, message->chunk);
    if (!status.ok()) {
      Fail(status);
      break;
    }
    if (is_first) build_finished_.Wait();
    is_first = false;
    if (message->chunk.row_count() == 0) break;
    const std::size_t worker_index = static_cast<std::size_t>(message->worker_index);
    const bool sent = worker_channels_[worker_index]->probe_results.Send(std::move(message));
    IL_CHECK(sent);
  }
  for (std::size_t i = 0; i < worker_channels_.size(); ++i) {
    worker_channels_[i]->probe_results.Close();
  }
  workers_running_.Done();
}

void HashJoinV1::RunProbeWorker(std::int64_t worker_index) {
  build_finished_.Wait();
  ProbeWorkerChannels& channels = *worker_channels_[static_cast<std::size_t>(worker_index)];
  std::optional<std::unique_ptr<JoinResultMessage>> empty = channels.join_chunk_resources.Receive();
  IL_CHECK(empty.has_value());
  std::unique_ptr<JoinResultMessage> result = std::move(*empty);
  while (true) {
    std::optional<std::unique_ptr<ProbeMessage>> received = channels.probe_results.Receive();
    if (!received.has_value()) break;
    std::unique_ptr<ProbeMessage> message = std::move(*received);
    ProbeCursor cursor;
    while (!finished_.Load() && JoinSome(message->chunk, cursor, result->chunk)) {
      const bool result_sent = results_.Send(std::move(result));
      IL_CHECK(result_sent);
      empty = channels.join_chunk_resources.Receive();
      IL_CHECK(empty.has_value());
      result = std::move(*empty);
    }
    const bool message_sent = probe_chunk_resources_.Send(std::move(message));
    IL_CHECK(message_sent);
  }
  if (result->chunk.row_count() > 0) {
    const bool rest_sent = results_.Send(std::move(result));
    IL_CHECK(rest_sent);
  }
  workers_running_.Done();
}

/// Joins from the cursor on. Returns true if the result chunk is full before the probe chunk ends.
bool HashJoinV1::JoinSome(const Chunk& probe_chunk, ProbeCursor& cursor, Chunk& result) const {
  while (cursor.row_index < probe_chunk.row_count()) {
    if (JoinRow(probe_chunk, cursor, result)) return true;
    cursor.row_index += 1;
    cursor.candidate_index = 0;
    cursor.is_matched = false;
  }
  return false;
}

/// Joins the row at the cursor. Returns true if the result chunk is full before the row is done.
bool HashJoinV1::JoinRow(const Chunk& probe_chunk, ProbeCursor& cursor, Chunk& result) const {
  const Value key = probe_chunk.Cell(cursor.row_index, options_.probe_key_column);
  const std::uint64_t hash = HashKey(key);
  const std::int64_t candidate_count = key.is_null() ? 0 : row_container_.CandidateCount(hash);
  while (cursor.candidate_index < candidate_count) {
    const RowPosition position = row_container_.Candidate(hash, cursor.candidate_index);
    if (row_container_.KeyEquals(position, key)) {
      if (result.is_full()) return true;
      result.AppendJoinedRow(probe_chunk, cursor.row_index, row_container_.ChunkOf(position),
                             position.row_index);
      cursor.is_matched = true;
    }
    cursor.candidate_index += 1;
  }
  if (cursor.is_matched || options_.kind != JoinKind::kLeftOuter) return false;
  if (result.is_full()) return true;
  result.AppendUnmatchedRow(probe_chunk, cursor.row_index);
  return false;
}

void HashJoinV1::RunWaiter() {
  workers_running_.Wait();
  results_.Close();
}

void HashJoinV1::Fail(const Status& status) {
  first_error_.Set(status);
  finished_.Store(true);
}

}  // namespace interlock::reference
