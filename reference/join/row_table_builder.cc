// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/row_table_builder.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "reference/status/check.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kRowsBetweenPolls = 100;
constexpr std::int64_t kRowSizeBytesMax = (std::int64_t{1} << 32) - 1;

// The row column: a byte that tells valid keys, then the row without its field `next`.
constexpr std::size_t kValidSizeBytes = 1;

}  // namespace

RowTableBuilder::RowTableBuilder(const JoinPlan& plan, MemoryTracker& tracker, Killer& killer,
                                 std::vector<RowTable>& tables)
    : plan_(plan),
      tracker_(tracker),
      killer_(killer),
      tables_(tables),
      rows_in_open_segment_(static_cast<std::size_t>(plan.partition_count), 0) {
  IL_CHECK(static_cast<std::int64_t>(tables.size()) == plan.partition_count);
}

std::int64_t RowTableBuilder::PartitionOfInvalid(std::uint64_t hash) const {
  return static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(plan_.partition_count));
}

Status RowTableBuilder::AppendChunk(const Chunk& chunk) {
  Status status = killer_.Poll();
  if (!status.ok()) return status;
  filter_truths_.clear();
  if (plan_.build_filter.has_value()) {
    status = EvaluateTruth(*plan_.build_filter, chunk, filter_truths_);
    if (!status.ok()) return status;
  }
  keys_.Serialize(plan_, KeySide::kBuild, chunk, 0, filter_truths_);
  for (std::int64_t i = 0; i < chunk.row_count(); ++i) {
    if (i % kRowsBetweenPolls == kRowsBetweenPolls - 1) {
      status = killer_.Poll();
      if (!status.ok()) return status;
    }
    const bool is_valid = keys_.IsValid(i);
    if (!is_valid && !plan_.needs_scan) continue;
    const StatusOr<std::int64_t> size_bytes = RowSizeBytes(chunk, i);
    if (!size_bytes.ok()) return size_bytes.status();
    const KeyBytes key = keys_.KeyAt(i);
    const std::uint64_t hash =
        is_valid ? HashBytes(plan_.hash, key.data, key.size_bytes) : NextInvalidHash();
    const std::int64_t partition = is_valid ? plan_.PartitionOf(hash) : PartitionOfInvalid(hash);
    WriteRow(chunk, i, AppendRow(partition, size_bytes.value(), hash, is_valid));
    CloseFullSegment(partition);
  }
  return Status();
}

Status RowTableBuilder::AppendSpilledChunk(const Chunk& chunk) {
  for (std::int64_t i = 0; i < chunk.row_count(); ++i) {
    if (i % kRowsBetweenPolls == 0) {
      Status status = killer_.Poll();
      if (!status.ok()) return status;
    }
    const std::string_view bytes = chunk.column(kSpilledBuildRow).BytesAt(i);
    const std::int64_t size_bytes =
        static_cast<std::int64_t>(bytes.size() - kValidSizeBytes) + RowLayout::kNullMapOffset;
    if (size_bytes < plan_.layout.key_offset() || size_bytes % RowLayout::kRowAlignment != 0) {
      return DataLoss("spilled row of a wrong size: size=" + std::to_string(bytes.size()));
    }
    const bool is_valid = bytes[0] != 0;
    const std::uint64_t hash = is_valid
                                   ? HashWord(plan_.hash, chunk.column(kSpilledBuildHash).WordAt(i))
                                   : NextInvalidHash();
    const std::int64_t partition = is_valid ? plan_.PartitionOf(hash) : PartitionOfInvalid(hash);
    std::uint8_t* row = AppendRow(partition, size_bytes, hash, is_valid);
    std::memcpy(row + RowLayout::kNullMapOffset, bytes.data() + kValidSizeBytes,
                bytes.size() - kValidSizeBytes);
    CloseFullSegment(partition);
  }
  return Status();
}

void RowTableBuilder::AppendSpilledRow(RowSegment& segment, std::int64_t row_index, bool is_valid,
                                       std::vector<std::uint8_t>& scratch, Chunk& chunk) {
  const std::uint8_t* row = segment.RowAt(row_index);
  const std::size_t size_bytes =
      static_cast<std::size_t>(segment.RowSizeBytes(row_index) - RowLayout::kNullMapOffset);
  scratch.resize(kValidSizeBytes + size_bytes);
  scratch[0] = is_valid ? 1 : 0;
  std::memcpy(scratch.data() + kValidSizeBytes, row + RowLayout::kNullMapOffset, size_bytes);
  chunk.mutable_column(kSpilledBuildHash).AppendWord(segment.HashAt(row_index));
  chunk.mutable_column(kSpilledBuildRow)
      .AppendBytes(std::string_view(reinterpret_cast<const char*>(scratch.data()), scratch.size()));
}

std::uint8_t* RowTableBuilder::AppendRow(std::int64_t partition, std::int64_t size_bytes,
                                         std::uint64_t hash, bool is_valid) {
  RowTable& table = tables_[static_cast<std::size_t>(partition)];
  std::int64_t& open_rows = rows_in_open_segment_[static_cast<std::size_t>(partition)];
  if (open_rows == 0) {
    // The first segment of a list expects an even share of a chunk, later ones are filled.
    const std::int64_t share = Chunk::kMaxRowCount * 12 / (10 * plan_.partition_count) + 1;
    const std::int64_t expected =
        table.empty() ? std::min(share, plan_.segment_row_max) : plan_.segment_row_max;
    table.push_back(std::make_unique<RowSegment>(expected));
  }
  std::uint8_t* row = table.back()->AppendRow(size_bytes, hash, is_valid);
  ++open_rows;
  ++appended_row_count_;
  return row;
}

void RowTableBuilder::CloseFullSegment(std::int64_t partition) {
  const RowSegment& segment = *tables_[static_cast<std::size_t>(partition)].back();
  if (segment.row_count() >= plan_.segment_row_max ||
      segment.size_bytes() >= plan_.segment_bytes_max) {
    Finalize(partition, true);
  }
}

void RowTableBuilder::Finalize(std::int64_t partition, bool charge) {
  std::int64_t& open_rows = rows_in_open_segment_[static_cast<std::size_t>(partition)];
  if (open_rows == 0) return;
  open_rows = 0;
  RowSegment& segment = *tables_[static_cast<std::size_t>(partition)].back();
  segment.Finalize();
  if (!charge) return;
  segment.SetCharged();
  tracker_.Consume(segment.charged_bytes());
}

StatusOr<std::int64_t> RowTableBuilder::RowSizeBytes(const Chunk& chunk,
                                                     std::int64_t row_index) const {
  std::int64_t size_bytes = plan_.layout.key_offset();
  if (!plan_.layout.is_key_inlined()) size_bytes += keys_.KeyAt(row_index).size_bytes;
  for (std::size_t i = 0; i < plan_.stored_columns.size(); ++i) {
    const Column& column = chunk.column(plan_.stored_columns[i]);
    if (IsFixed(column.type())) {
      size_bytes += kWordSizeBytes;
    } else {
      size_bytes +=
          RowLayout::kLengthSizeBytes + static_cast<std::int64_t>(column.BytesAt(row_index).size());
    }
  }
  size_bytes = RowLayout::AlignUp(size_bytes);
  if (size_bytes > kRowSizeBytesMax) {
    return ResourceExhausted("row too large: bytes=" + std::to_string(size_bytes));
  }
  return size_bytes;
}

void RowTableBuilder::WriteRow(const Chunk& chunk, std::int64_t row_index,
                               std::uint8_t* row) const {
  const RowLayout& layout = plan_.layout;
  const KeyBytes key = keys_.KeyAt(row_index);
  if (layout.key_mode() == KeyMode::kVariable) {
    RowLayout::StoreLength(row + layout.key_length_offset(), key.size_bytes);
  }
  std::uint8_t* place = row + layout.key_offset();
  if (!layout.is_key_inlined()) {
    if (key.size_bytes > 0) {
      std::memcpy(place, key.data, static_cast<std::size_t>(key.size_bytes));
      place += key.size_bytes;
    }
  }
  for (std::int64_t i = 0; i < layout.column_count(); ++i) {
    const Column& column = chunk.column(plan_.stored_columns[static_cast<std::size_t>(i)]);
    if (column.IsNull(row_index)) layout.SetNull(row, i);
    if (IsFixed(column.type())) {
      const std::uint64_t word = column.WordAt(row_index);
      std::memcpy(place, &word, sizeof(word));
      place += sizeof(word);
      continue;
    }
    const std::string_view cell = column.BytesAt(row_index);
    place = RowLayout::StoreLength(place, static_cast<std::int64_t>(cell.size()));
    if (!cell.empty()) std::memcpy(place, cell.data(), cell.size());
    place += cell.size();
  }
}

}  // namespace interlock::reference
