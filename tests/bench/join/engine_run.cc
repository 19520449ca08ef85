// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/join/engine_run.h"

#include <memory>
#include <utility>
#include <vector>

#include "reference/join/hash_join_v1.h"
#include "reference/join/hash_join_v2.h"
#include "reference/memory/killer.h"
#include "reference/memory/memory_tracker.h"
#include "reference/session/session_vars.h"
#include "reference/session/timestamp_oracle.h"
#include "reference/spill/posix_file_operations.h"
#include "reference/spill/spill_storage.h"
#include "reference/status/check.h"
#include "tests/bench/join/chunk_source.h"

namespace interlock::bench {
namespace {

using reference::Chunk;
using reference::Column;
using reference::Status;
using reference::StatusOr;

/// count(*) and sum() of every column, as SQL has it: no row, no sum.
class Aggregate {
 public:
  explicit Aggregate(std::size_t column_count) : sums_(column_count), counts_(column_count) {}

  void Add(const Chunk& chunk) {
    row_count_ += chunk.row_count();
    for (std::size_t c = 0; c < sums_.size(); ++c) {
      // A NULL has word 0, so only the count needs to know of it.
      const Column& column = chunk.column(static_cast<std::int64_t>(c));
      for (std::uint64_t word : column.words()) sums_[c] += static_cast<std::int64_t>(word);
      for (std::uint8_t is_null : column.nulls()) counts_[c] += is_null == 0 ? 1 : 0;
    }
  }
  void AddRow() { ++row_count_; }
  void AddCell(std::size_t column, const reference::Value& value) {
    if (value.is_null()) return;
    sums_[column] += value.integer();
    ++counts_[column];
  }

  std::string Text() const {
    std::string text = std::to_string(row_count_);
    for (std::size_t c = 0; c < sums_.size(); ++c) {
      text += counts_[c] == 0 ? ",NULL" : "," + std::to_string(sums_[c]);
    }
    return text;
  }

 private:
  std::int64_t row_count_ = 0;
  std::vector<std::int64_t> sums_;  // payload below 2^20: no overflow below 2^43 rows
  std::vector<std::int64_t> counts_;
};

Status Drain(reference::HashJoinV2& join, reference::SessionVars& session, Aggregate& aggregate) {
  Chunk chunk;
  while (true) {
    Status status = join.Next(session, chunk);
    if (!status.ok()) return status;
    if (chunk.row_count() == 0) return Status();
    aggregate.Add(chunk);
  }
}

}  // namespace

StatusOr<Measurement> RunHashJoinV2(const DataSet& data, const MeasuredKind& kind,
                                    const EngineSettings& settings) {
  reference::PosixFileOperations operations;
  std::unique_ptr<reference::SpillStorage> storage;
  if (settings.limit_bytes > 0) {
    StatusOr<std::unique_ptr<reference::SpillStorage>> opened = reference::SpillStorage::Open(
        settings.spill_folder.empty() ? reference::SpillStorage::DefaultFolder()
                                      : settings.spill_folder,
        operations);
    if (!opened.ok()) return opened.status();
    storage = std::move(opened.value());
  }
  reference::TimestampOracle oracle;
  reference::SessionVars session("bench", oracle);
  reference::Killer killer;
  reference::MemoryTracker tracker("statement", nullptr, settings.limit_bytes);
  reference::HashJoinV2Options options;
  options.worker_count = settings.worker_count;
  options.partition_count = settings.partition_count;
  options.hash = settings.hash;

  Measurement measurement;
  const ProcessClock clock;
  {
    ChunkSource probe(data.probe);
    ChunkSource build(data.build);
    reference::RowSource& left = kind.is_build_left ? build : probe;
    reference::RowSource& right = kind.is_build_left ? probe : build;
    reference::HashJoinV2 join(left, right, MakeJoinSpec(kind, data), options,
                               reference::HashJoinResources{killer, tracker, storage.get()});
    Aggregate aggregate(join.column_types().size());
    Status status = Drain(join, session, aggregate);
    if (!status.ok()) return status;
    join.Close();
    measurement.statistics = join.statistics();
    measurement.result = aggregate.Text();
  }
  clock.Stop(measurement);
  measurement.peak_bytes = tracker.peak_bytes();
  if (storage != nullptr) {
    measurement.spill_bytes_written = storage->statistics().bytes_written.Load();
  }
  return measurement;
}

bool IsKindOfHashJoinV1(const DataSet& data, const MeasuredKind& kind) {
  const bool is_known =
      kind.type == reference::JoinType::kInner || kind.type == reference::JoinType::kLeftOuter;
  return is_known && data.build.key_column_count == 1;
}

StatusOr<Measurement> RunHashJoinV1(const DataSet& data, const MeasuredKind& kind,
                                    const EngineSettings& settings) {
  IL_CHECK(IsKindOfHashJoinV1(data, kind));
  reference::TimestampOracle oracle;
  reference::SessionVars session("bench", oracle);
  reference::HashJoinOptions options;
  options.kind = kind.type == reference::JoinType::kInner ? reference::JoinKind::kInner
                                                          : reference::JoinKind::kLeftOuter;
  options.probe_worker_count = settings.worker_count;

  Measurement measurement;
  const ProcessClock clock;
  {
    ChunkSource probe(data.probe);
    ChunkSource build(data.build);
    reference::HashJoinV1 join(session, build, probe, options);
    StatusOr<reference::ResultRows> rows = join.Run();
    if (!rows.ok()) return rows.status();
    // Each half of a row is a key followed by the payload.
    const std::size_t payload_count = static_cast<std::size_t>(data.spec.payload_column_count);
    Aggregate aggregate(2 * payload_count);
    for (const reference::Row& row : rows.value().rows) {
      aggregate.AddRow();
      for (std::size_t c = 0; c < payload_count; ++c) {
        aggregate.AddCell(c, row[1 + c]);
        aggregate.AddCell(payload_count + c, row[2 + payload_count + c]);
      }
    }
    measurement.result = aggregate.Text();
  }
  clock.Stop(measurement);
  return measurement;
}

}  // namespace interlock::bench
