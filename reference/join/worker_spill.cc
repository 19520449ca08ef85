// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/worker_spill.h"

#include <string_view>
#include <utility>

#include "reference/status/check.h"

namespace interlock::reference {

WorkerSpill::WorkerSpill(const JoinPlan& plan, SpillStorage& storage)
    : plan_(plan),
      storage_(storage),
      files_(static_cast<std::size_t>(plan.partition_count)),
      probe_chunks_(static_cast<std::size_t>(plan.partition_count)) {
  build_chunk_.Reset(plan.spilled_build_types);
}

Status WorkerSpill::SpillRows(BuildWorker& worker, const std::vector<std::int64_t>& partitions) {
  released_bytes_ = 0;
  Status first_error;
  for (std::int64_t partition : partitions) {
    const std::size_t index = static_cast<std::size_t>(partition);
    // No charge: a spill that waits for memory waits for itself.
    worker.builder.Finalize(partition, false);
    RowTable table;
    table.swap(worker.tables[index]);
    for (std::size_t i = 0; i < table.size(); ++i) released_bytes_ += table[i]->charged_bytes();
    if (!first_error.ok()) continue;
    SpillFilePair& files = files_[index];
    if (files.build == nullptr) {
      files.build = storage_.CreateFile(plan_.spilled_build_types);
      files.probe = storage_.CreateFile(plan_.spilled_probe_types);
      probe_chunks_[index].Reset(plan_.spilled_probe_types);
    }
    first_error = WriteTable(table, *files.build);
  }
  return first_error;
}

Status WorkerSpill::WriteTable(RowTable& table, SpillFile& file) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    Status status = WriteSegment(*table[i], file);
    if (!status.ok()) return status;
    table[i].reset();
  }
  return WriteBuildChunk(file);
}

Status WorkerSpill::WriteSegment(RowSegment& segment, SpillFile& file) {
  const std::vector<std::int64_t>& valid = segment.valid_positions();
  std::size_t next_valid = 0;
  for (std::int64_t row = 0; row < segment.row_count(); ++row) {
    const bool is_valid = next_valid < valid.size() && valid[next_valid] == row;
    if (is_valid) ++next_valid;
    RowTableBuilder::AppendSpilledRow(segment, row, is_valid, row_scratch_, build_chunk_);
    if (build_chunk_.column(kSpilledBuildHash).row_count() < plan_.spill_chunk_row_max) continue;
    Status status = WriteBuildChunk(file);
    if (!status.ok()) return status;
  }
  return Status();
}

Status WorkerSpill::WriteBuildChunk(SpillFile& file) {
  const std::int64_t row_count = build_chunk_.column(kSpilledBuildHash).row_count();
  if (row_count == 0) return Status();
  build_chunk_.SetRowCount(row_count);
  Status status = file.AppendChunk(build_chunk_);
  build_chunk_.Reset(plan_.spilled_build_types);
  if (status.ok()) spilled_build_rows_ += static_cast<std::uint64_t>(row_count);
  return status;
}

Status WorkerSpill::AppendProbeRow(std::int64_t partition, std::uint64_t hash, KeyBytes key,
                                   const Chunk& chunk, std::int64_t row_index,
                                   std::int64_t first_column) {
  Chunk& buffer = probe_chunks_[static_cast<std::size_t>(partition)];
  IL_CHECK(files_[static_cast<std::size_t>(partition)].probe != nullptr);
  buffer.mutable_column(kSpilledProbeHash).AppendWord(hash);
  buffer.mutable_column(kSpilledProbeKey)
      .AppendBytes(std::string_view(reinterpret_cast<const char*>(key.data),
                                    static_cast<std::size_t>(key.size_bytes)));
  const std::int64_t column_count = static_cast<std::int64_t>(plan_.probe_types.size());
  for (std::int64_t i = 0; i < column_count; ++i) {
    buffer.mutable_column(kSpilledProbeFirst + i)
        .AppendFrom(chunk.column(first_column + i), row_index);
  }
  const std::int64_t row_count = buffer.column(kSpilledProbeHash).row_count();
  buffer.SetRowCount(row_count);
  if (row_count < plan_.spill_chunk_row_max) return Status();
  return WriteProbeChunk(partition);
}

Status WorkerSpill::WriteProbeChunk(std::int64_t partition) {
  Chunk& buffer = probe_chunks_[static_cast<std::size_t>(partition)];
  const std::int64_t row_count = buffer.row_count();
  if (row_count == 0) return Status();
  Status status = files_[static_cast<std::size_t>(partition)].probe->AppendChunk(buffer);
  buffer.Reset(plan_.spilled_probe_types);
  if (status.ok()) spilled_probe_rows_ += static_cast<std::uint64_t>(row_count);
  return status;
}

Status WorkerSpill::FlushProbeRows() {
  for (std::int64_t partition = 0; partition < plan_.partition_count; ++partition) {
    Status status = WriteProbeChunk(partition);
    if (!status.ok()) return status;
  }
  return Status();
}

SpillFilePair WorkerSpill::TakeFiles(std::int64_t partition) {
  const std::size_t index = static_cast<std::size_t>(partition);
  IL_CHECK(files_[index].build != nullptr && probe_chunks_[index].row_count() == 0);
  return std::move(files_[index]);
}

}  // namespace interlock::reference
