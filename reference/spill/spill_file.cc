// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/spill/spill_file.h"

#include "reference/spill/chunk_codec.h"
#include "reference/status/check.h"

namespace interlock::reference {
namespace {

void CheckTypes(const Chunk& chunk, const std::vector<DataType>& types) {
  IL_CHECK(chunk.column_count() == static_cast<std::int64_t>(types.size()));
  for (std::int64_t i = 0; i < chunk.column_count(); ++i) {
    IL_CHECK(chunk.column(i).type() == types[static_cast<std::size_t>(i)]);
  }
}

}  // namespace

SpillFile::SpillFile(FileOperations& operations, const std::string& folder,
                     SpillStatistics& statistics, const std::vector<DataType>& types)
    : types_(types), blocks_(operations, folder, statistics) {}

Status SpillFile::AppendChunk(const Chunk& chunk) {
  CheckTypes(chunk, types_);
  std::vector<std::uint8_t> payload;
  EncodeChunk(chunk, payload);
  return blocks_.Append(payload, chunk.row_count());
}

Status SpillFile::ReadChunk(std::int64_t chunk_index, Chunk& chunk) {
  chunk.Reset(types_);
  std::vector<std::uint8_t> payload;
  Status status = blocks_.Read(chunk_index, payload);
  if (!status.ok()) return status;
  status = DecodeChunk(payload, types_, chunk);
  if (!status.ok()) return status;
  if (chunk.row_count() == blocks_.BlockRowCount(chunk_index)) return Status();
  chunk.Reset(types_);
  return DataLoss("spilled chunk has a wrong row count: chunk=" + std::to_string(chunk_index));
}

}  // namespace interlock::reference
