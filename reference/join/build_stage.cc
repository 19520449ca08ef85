// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/build_stage.h"

#include <optional>
#include <utility>
#include <vector>

#include "annotations/thread.h"
#include "reference/status/check.h"
#include "reference/status/guarded.h"

namespace interlock::reference {
namespace {

Status Closed() { return Cancelled("join closed"); }

}  // namespace

BuildStage::BuildStage(const JoinPlan& plan, RowSource& child, MemoryTracker& tracker,
                       Killer& killer, JoinSpill& spill, HashTableSet& tables,
                       JoinChannels& channels)
    : plan_(plan),
      child_(child),
      tracker_(tracker),
      killer_(killer),
      spill_(spill),
      tables_(tables),
      channels_(channels) {}

void BuildStage::Run(SessionVars& session, RoundState& round) {
  Status status = RunGuarded([&]() -> Status { return Build(session, round); });
  round.is_built = status.ok();
  if (!status.ok()) {
    const bool is_sent = round.build_finished.Send(std::move(status));
    IL_CHECK(is_sent);
  }
  round.build_finished.Close();
}

Status BuildStage::Build(SessionVars& session, RoundState& round) {
  // Before any thread: a spill looks at the builders of all workers (case 57450).
  for (std::int64_t w = 0; w < plan_.worker_count; ++w) {
    round.workers.push_back(std::make_unique<BuildWorker>(plan_, tracker_, killer_));
  }
  Status status = ReadInput(session, round);
  if (status.ok()) status = Merge(round);
  if (status.ok()) status = FillTables(round);
  return status;
}

Status BuildStage::ReadInput(SessionVars& session, RoundState& round) {
  {
    std::vector<Thread> threads;
    threads.reserve(static_cast<std::size_t>(plan_.worker_count) + 1);
    if (round.is_restore()) {
      threads.emplace_back([this, &round]()
                               IL_ROLE("restore controller") { RunRestoreController(round); });
    } else {
      threads.emplace_back([this, &session, &round]()
                               IL_ROLE("build fetcher") { RunBuildFetcher(session, round); });
    }
    for (std::int64_t w = 0; w < plan_.worker_count; ++w) {
      threads.emplace_back([this, &round, w]() IL_ROLE("split worker") {
        if (round.is_restore()) {
          RunRestoreSplitWorker(round, w);
        } else {
          RunSplitWorker(round, w);
        }
      });
    }
  }  // B1: joins all of them
  return FirstError(round);
}

Status BuildStage::Merge(RoundState& round) {
  // Nobody else touches the workers any more, so the open segments can be closed here.
  round.table_bytes.assign(static_cast<std::size_t>(plan_.partition_count), 0);
  for (std::int64_t p = 0; p < plan_.partition_count; ++p) {
    // Not only behind the last partition: all tables together may be a good part of the limit.
    if (spill_.IsNeeded()) {
      Status status = spill_.Spill(round.workers, &round.table_bytes);
      if (!status.ok()) return status;
    }
    std::int64_t valid_row_count = 0;
    for (std::size_t w = 0; w < round.workers.size(); ++w) {
      round.workers[w]->builder.Finalize(p, true);
      valid_row_count += ValidRowCount(round.workers[w]->tables[static_cast<std::size_t>(p)]);
    }
    const std::int64_t size_bytes = PartitionHashTable::SizeBytesFor(valid_row_count);
    round.table_bytes[static_cast<std::size_t>(p)] = size_bytes;
    tracker_.Consume(size_bytes);
  }
  while (!spill_.TryEndBuild()) {
    Status status = spill_.Spill(round.workers, &round.table_bytes);
    if (!status.ok()) return status;
  }
  tables_.TakeRows(round.workers);
  return Status();
}

Status BuildStage::FillTables(RoundState& round) {
  {
    std::vector<Thread> threads;
    threads.reserve(static_cast<std::size_t>(plan_.worker_count) + 1);
    threads.emplace_back([this, &round]() IL_ROLE("task maker") { RunTaskMaker(round); });
    for (std::int64_t w = 0; w < plan_.worker_count; ++w) {
      threads.emplace_back([this, &round]() IL_ROLE("table builder") { RunTableBuilder(round); });
    }
  }  // joins all of them; B2 is the end of build_finished after it
  return FirstError(round);
}

void BuildStage::RunBuildFetcher(SessionVars& session, RoundState& round) {
  Status status = RunGuarded([&]() -> Status { return FetchUnits(session, round); });
  round.source_chunks.Close();
  if (!status.ok()) Fail(round, status);
}

Status BuildStage::FetchUnits(SessionVars& session, RoundState& round) {
  while (true) {
    if (channels_.finished.Load()) return Closed();
    Status status = CheckAndSpill(round);
    if (!status.ok()) return status;
    auto chunk = std::make_unique<Chunk>();
    status = child_.Next(session, *chunk);
    if (!status.ok()) return status;
    if (chunk->row_count() == 0) return SpillRemaining(round);
    const StatusOr<bool> goes_on = HandOut(round, std::move(chunk));
    if (!goes_on.ok()) return goes_on.status();
    if (!goes_on.value()) return Status();
  }
}

void BuildStage::RunRestoreController(RoundState& round) {
  Status status = RunGuarded([&]() -> Status { return HandOutTokens(round); });
  round.source_chunks.Close();
  if (!status.ok()) Fail(round, status);
}

Status BuildStage::HandOutTokens(RoundState& round) {
  std::int64_t token_count = 0;
  for (std::size_t w = 0; w < round.input->files.size(); ++w) {
    token_count += round.input->files[w].build->chunk_count();
  }
  for (std::int64_t i = 0; i < token_count; ++i) {
    if (channels_.finished.Load()) return Closed();
    Status status = CheckAndSpill(round);
    if (!status.ok()) return status;
    const StatusOr<bool> goes_on = HandOut(round, nullptr);
    if (!goes_on.ok()) return goes_on.status();
    if (!goes_on.value()) return Status();
  }
  return SpillRemaining(round);
}

Status BuildStage::CheckAndSpill(RoundState& round) {
  if (!spill_.IsNeeded()) return Status();
  round.units.Wait();
  return spill_.Spill(round.workers, nullptr);
}

/// The end of the input: rows of spilled partitions that arrived since their spill follow it.
Status BuildStage::SpillRemaining(RoundState& round) {
  round.source_chunks.Close();
  round.units.Wait();
  if (!spill_.is_triggered()) return Status();
  return spill_.Spill(round.workers, nullptr);
}

StatusOr<bool> BuildStage::HandOut(RoundState& round, std::unique_ptr<Chunk> unit) {
  std::optional<StopToken> closed;
  std::optional<StopToken> stop;
  round.units.Add(1);
  const std::size_t index =
      Select(Receiving(channels_.close_signal, closed), Receiving(round.stops, stop),
             Sending(round.source_chunks, unit));
  if (index == 2) return true;
  round.units.Done();
  if (index == 1) return false;
  return Closed();
}

void BuildStage::RunSplitWorker(RoundState& round, std::int64_t worker_index) {
  BuildWorker& worker = *round.workers[static_cast<std::size_t>(worker_index)];
  bool has_failed = false;
  // The fetcher closes the channel on every way out, so this needs no stop of its own.
  while (true) {
    std::optional<std::unique_ptr<Chunk>> unit = round.source_chunks.Receive();
    if (!unit.has_value()) return;
    if (!has_failed) {
      Status status = RunGuarded([&]() -> Status { return worker.builder.AppendChunk(**unit); });
      has_failed = !status.ok();
      if (has_failed) Fail(round, status);
    }
    round.units.Done();
  }
}

void BuildStage::RunRestoreSplitWorker(RoundState& round, std::int64_t worker_index) {
  const SpillFilePair& files = round.input->files[static_cast<std::size_t>(worker_index)];
  bool has_failed = false;
  // One token for each chunk of the own file: the sums of tokens and chunks are equal.
  for (std::int64_t i = 0; i < files.build->chunk_count(); ++i) {
    std::optional<std::unique_ptr<Chunk>> token = round.source_chunks.Receive();
    if (!token.has_value()) return;
    if (!has_failed) {
      Status status = RunGuarded([&]() -> Status { return RestoreChunk(round, worker_index, i); });
      has_failed = !status.ok();
      if (has_failed) Fail(round, status);
    }
    round.units.Done();
  }
}

Status BuildStage::RestoreChunk(RoundState& round, std::int64_t worker_index,
                                std::int64_t chunk_index) {
  const std::size_t w = static_cast<std::size_t>(worker_index);
  Chunk chunk;
  Status status = round.input->files[w].build->ReadChunk(chunk_index, chunk);
  if (!status.ok()) return status;
  return round.workers[w]->builder.AppendSpilledChunk(chunk);
}

void BuildStage::RunTaskMaker(RoundState& round) {
  Status status = RunGuarded([&]() -> Status { return MakeTasks(round); });
  round.build_tasks.Close();
  if (!status.ok()) Fail(round, status);
}

Status BuildStage::MakeTasks(RoundState& round) {
  const std::vector<BuildTask> tasks = MakeBuildTasks(tables_.row_tables(), plan_.worker_count);
  for (BuildTask task : tasks) {
    std::optional<StopToken> closed;
    std::optional<StopToken> stop;
    const std::size_t index =
        Select(Receiving(channels_.close_signal, closed), Receiving(round.stops, stop),
               Sending(round.build_tasks, task));
    if (index == 0) return Closed();
    if (index == 1) return Status();
  }
  return Status();
}

void BuildStage::RunTableBuilder(RoundState& round) {
  bool has_failed = false;
  while (true) {
    const std::optional<BuildTask> task = round.build_tasks.Receive();
    if (!task.has_value()) return;
    if (has_failed) continue;
    Status status = RunGuarded([&]() -> Status { return tables_.Insert(*task, killer_); });
    has_failed = !status.ok();
    if (has_failed) Fail(round, status);
  }
}

void BuildStage::Fail(RoundState& round, const Status& status) {
  const bool is_sent = round.errors.Send(status);
  IL_CHECK(is_sent);
  StopToken token;
  // Full: as many stops are out already as anybody needs.
  static_cast<void>(round.stops.TrySend(token));
}

Status BuildStage::FirstError(RoundState& round) {
  std::optional<Status> error;
  if (round.errors.TryReceive(error) == ChannelResult::kDone) return *error;
  return Status();
}

}  // namespace interlock::reference
