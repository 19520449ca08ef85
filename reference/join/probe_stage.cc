// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/probe_stage.h"

#include <optional>
#include <utility>
#include <vector>

#include "annotations/thread.h"
#include "reference/join/row_scan.h"
#include "reference/status/check.h"
#include "reference/status/guarded.h"

namespace interlock::reference {
namespace {

Status ProbeClosed() { return Cancelled("join closed"); }

}  // namespace

ProbeStage::ProbeStage(const JoinPlan& plan, RowSource& child, Killer& killer, JoinSpill& spill,
                       const HashTableSet& tables, JoinChannels& channels)
    : plan_(plan),
      child_(child),
      killer_(killer),
      spill_(spill),
      tables_(tables),
      channels_(channels) {}

void ProbeStage::Fail(RoundState& round, const Status& status) {
  round.has_failed.Store(true);
  channels_.SendError(status);
}

void ProbeStage::RunProbeFetcher(SessionVars& session, RoundState& round) {
  Status status = RunGuarded([&]() -> Status { return FetchChunks(session, round); });
  for (std::size_t w = 0; w < channels_.workers.size(); ++w) {
    channels_.workers[w]->probe_results.Close();
  }
  if (!status.ok()) Fail(round, status);
}

Status ProbeStage::FetchChunks(SessionVars& session, RoundState& round) {
  bool is_first = true;
  while (!channels_.finished.Load()) {
    std::optional<StopToken> closed;
    std::optional<std::unique_ptr<ProbeChunk>> empty;
    if (Select(Receiving(channels_.close_signal, closed),
               Receiving(channels_.probe_chunk_resources, empty)) == 0) {
      return ProbeClosed();
    }
    if (!empty.has_value()) return ProbeClosed();
    std::unique_ptr<ProbeChunk> message = std::move(*empty);
    Status status = child_.Next(session, message->chunk);
    if (!status.ok()) return status;
    if (is_first) {
      is_first = false;
      const std::optional<Status> error = round.build_finished.Receive();
      if (error.has_value()) return *error;
      if (CanSkipProbe()) {
        if (!plan_.needs_scan) channels_.finished.Store(true);
        return Status();
      }
    }
    if (message->chunk.row_count() == 0) return Status();
    const std::size_t w = static_cast<std::size_t>(message->worker_index);
    if (Select(Receiving(channels_.close_signal, closed),
               Sending(channels_.workers[w]->probe_results, message)) == 0) {
      return ProbeClosed();
    }
  }
  return Status();
}

/// Nothing can be found, nothing is on disk, and the type emits no probe row without partner.
bool ProbeStage::CanSkipProbe() const {
  const bool may_skip =
      plan_.type == JoinType::kInner || plan_.type == JoinType::kSemi || plan_.needs_scan;
  return may_skip && tables_.is_empty() && !spill_.is_triggered();
}

void ProbeStage::RunProbeWorker(RoundState& round, std::int64_t worker_index) {
  Status status = RunGuarded([&]() -> Status {
    return round.is_restore() ? ProbeRestoredChunks(round, worker_index)
                              : ProbeChunks(worker_index);
  });
  if (!status.ok()) Fail(round, status);
  if (round.is_restore()) return;
  // After an error: receive and give back, until the fetcher ends.
  JoinWorkerChannels& own = *channels_.workers[static_cast<std::size_t>(worker_index)];
  while (true) {
    std::optional<std::unique_ptr<ProbeChunk>> message = own.probe_results.Receive();
    if (!message.has_value()) return;
    static_cast<void>(channels_.probe_chunk_resources.Send(std::move(*message)));
  }
}

Status ProbeStage::ProbeChunks(std::int64_t worker_index) {
  JoinWorkerChannels& own = *channels_.workers[static_cast<std::size_t>(worker_index)];
  std::unique_ptr<JoinResult> result = TakeResult(worker_index);
  if (result == nullptr) return ProbeClosed();
  JoinProbe probe(plan_, tables_, spill_, killer_, worker_index);
  bool has_probed = false;
  while (true) {
    std::optional<std::unique_ptr<ProbeChunk>> received = own.probe_results.Receive();
    if (!received.has_value()) break;
    std::unique_ptr<ProbeChunk> message = std::move(*received);
    has_probed = true;
    Status status = probe.BeginChunk(message->chunk);
    if (status.ok()) status = JoinChunk(probe, worker_index, result);
    // The channel has a place for every chunk there is; false: the join was closed.
    static_cast<void>(channels_.probe_chunk_resources.Send(std::move(message)));
    if (!status.ok()) return status;
  }
  return FinishWorker(probe, worker_index, has_probed, std::move(result));
}

Status ProbeStage::ProbeRestoredChunks(RoundState& round, std::int64_t worker_index) {
  SpillFile& file = *round.input->files[static_cast<std::size_t>(worker_index)].probe;
  std::unique_ptr<JoinResult> result = TakeResult(worker_index);
  if (result == nullptr) return ProbeClosed();
  JoinProbe probe(plan_, tables_, spill_, killer_, worker_index);
  Chunk chunk;
  for (std::int64_t i = 0; i < file.chunk_count(); ++i) {
    if (channels_.finished.Load()) return ProbeClosed();
    Status status = file.ReadChunk(i, chunk);
    if (status.ok()) status = probe.BeginSpilledChunk(chunk);
    if (status.ok()) status = JoinChunk(probe, worker_index, result);
    if (!status.ok()) return status;
  }
  return FinishWorker(probe, worker_index, true, std::move(result));
}

Status ProbeStage::JoinChunk(JoinProbe& probe, std::int64_t worker_index,
                             std::unique_ptr<JoinResult>& result) {
  while (true) {
    const StatusOr<bool> is_done = probe.Continue(result->chunk);
    if (!is_done.ok()) return is_done.status();
    if (is_done.value()) return Status();
    if (!channels_.results.Send(std::move(result))) return ProbeClosed();
    result = TakeResult(worker_index);
    if (result == nullptr) return ProbeClosed();
  }
}

Status ProbeStage::FinishWorker(JoinProbe& probe, std::int64_t worker_index, bool has_probed,
                                std::unique_ptr<JoinResult> result) {
  probe_rows_.FetchAddRelaxed(probe.probe_row_count());  // read after this thread was joined
  collisions_.FetchAddRelaxed(probe.collision_count());  // read after this thread was joined
  SendOrKeep(std::move(result));
  // Without a chunk this thread may have ended before the build did: what is spilled is not its
  // business then, and not settled.
  if (!has_probed || !spill_.is_triggered()) return Status();
  return spill_.worker(worker_index).FlushProbeRows();
}

void ProbeStage::Scan(RoundState& round) {
  std::vector<Thread> scan_workers;
  scan_workers.reserve(static_cast<std::size_t>(plan_.worker_count));
  for (std::int64_t w = 0; w < plan_.worker_count; ++w) {
    scan_workers.emplace_back([this, &round, w]()
                                  IL_ROLE("scan worker") { RunScanWorker(round, w); });
  }
}  // B4: joins the scan workers

void ProbeStage::RunScanWorker(RoundState& round, std::int64_t worker_index) {
  Status status = RunGuarded([&]() -> Status { return ScanRows(worker_index); });
  if (!status.ok()) Fail(round, status);
}

Status ProbeStage::ScanRows(std::int64_t worker_index) {
  std::unique_ptr<JoinResult> result = TakeResult(worker_index);
  if (result == nullptr) return ProbeClosed();
  RowScan scan(plan_, tables_, killer_, worker_index);
  while (true) {
    const StatusOr<bool> is_done = scan.Continue(result->chunk);
    if (!is_done.ok()) return is_done.status();
    if (is_done.value()) break;
    if (!channels_.results.Send(std::move(result))) return ProbeClosed();
    result = TakeResult(worker_index);
    if (result == nullptr) return ProbeClosed();
  }
  SendOrKeep(std::move(result));
  return Status();
}

std::unique_ptr<JoinResult> ProbeStage::TakeResult(std::int64_t worker_index) {
  JoinWorkerChannels& own = *channels_.workers[static_cast<std::size_t>(worker_index)];
  std::optional<StopToken> closed;
  std::optional<std::unique_ptr<JoinResult>> empty;
  if (Select(Receiving(channels_.close_signal, closed),
             Receiving(own.join_chunk_resources, empty)) == 0) {
    return nullptr;
  }
  return empty.has_value() ? std::move(*empty) : nullptr;
}

/// Sends a result with rows to main; puts one without back for who needs it next.
void ProbeStage::SendOrKeep(std::unique_ptr<JoinResult> result) {
  if (result->chunk.row_count() > 0) {
    static_cast<void>(channels_.results.Send(std::move(result)));
    return;
  }
  JoinWorkerChannels& own = *channels_.workers[static_cast<std::size_t>(result->worker_index)];
  static_cast<void>(own.join_chunk_resources.Send(std::move(result)));
}

}  // namespace interlock::reference
