// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/spill/chunk_codec.h"

#include <limits>
#include <string>
#include <string_view>

#include "reference/spill/little_endian.h"
#include "reference/spill/payload_reader.h"
#include "reference/status/check.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kCountSizeBytes = 4;
constexpr unsigned kTypeMask = 0x03;
constexpr unsigned kNullBit = 0x04;
constexpr unsigned kCellSizeShift = 3;
constexpr unsigned kCellSizeMask = 0x03;
constexpr unsigned kUnusedTagBits = 0xe0;
// In the place of the cell size of a column of bytes.
constexpr unsigned kOneLength = 1;
static_assert(static_cast<unsigned>(DataType::kBytes) <= kTypeMask);

std::int64_t NullBitmapSizeBytes(std::int64_t row_count) { return (row_count + 7) / 8; }

void AppendNumber(std::uint64_t value, std::int64_t size_bytes,
                  std::vector<std::uint8_t>& payload) {
  const std::size_t offset = payload.size();
  payload.resize(offset + static_cast<std::size_t>(size_bytes));
  StoreLittleEndian(value, size_bytes, payload.data() + offset);
}

bool HasNull(const Column& column) {
  for (std::int64_t row = 0; row < column.row_count(); ++row) {
    if (column.IsNull(row)) return true;
  }
  return false;
}

// Returns whether all rows that are not NULL, at least two, have the same length.
bool HasOneLength(const Column& column) {
  std::int64_t count = 0;
  std::size_t length = 0;
  for (std::int64_t row = 0; row < column.row_count(); ++row) {
    if (column.IsNull(row)) continue;
    const std::size_t row_length = column.BytesAt(row).size();
    if (count > 0 && row_length != length) return false;
    length = row_length;
    ++count;
  }
  return count > 1;
}

// Returns log2 of the bytes that every word of the column fits into. The word of a NULL is 0.
unsigned CellSizeLog2(const Column& column) {
  std::uint64_t all_bits = 0;
  for (std::size_t i = 0; i < column.words().size(); ++i) all_bits |= column.words()[i];
  if (all_bits <= std::numeric_limits<std::uint8_t>::max()) return 0;
  if (all_bits <= std::numeric_limits<std::uint16_t>::max()) return 1;
  if (all_bits <= std::numeric_limits<std::uint32_t>::max()) return 2;
  return 3;
}

void AppendNullBitmap(const Column& column, std::vector<std::uint8_t>& payload) {
  const std::size_t offset = payload.size();
  payload.resize(offset + static_cast<std::size_t>(NullBitmapSizeBytes(column.row_count())), 0);
  for (std::int64_t row = 0; row < column.row_count(); ++row) {
    if (!column.IsNull(row)) continue;
    payload[offset + static_cast<std::size_t>(row / 8)] |=
        static_cast<std::uint8_t>(1u << (row % 8));
  }
}

void AppendWords(const Column& column, std::int64_t cell_size_bytes,
                 std::vector<std::uint8_t>& payload) {
  std::size_t offset = payload.size();
  const std::size_t cell_size = static_cast<std::size_t>(cell_size_bytes);
  payload.resize(offset + column.words().size() * cell_size);  // room for all, NULL or not
  for (std::int64_t row = 0; row < column.row_count(); ++row) {
    if (column.IsNull(row)) continue;
    StoreLittleEndian(column.WordAt(row), cell_size_bytes, payload.data() + offset);
    offset += cell_size;
  }
  payload.resize(offset);
}

void EncodeColumn(const Column& column, std::vector<std::uint8_t>& payload) {
  const bool has_null = HasNull(column);
  const bool has_one_length = !IsFixed(column.type()) && HasOneLength(column);
  const unsigned cell_size_log2 =
      IsFixed(column.type()) ? CellSizeLog2(column) : (has_one_length ? kOneLength : 0u);
  unsigned tag = static_cast<unsigned>(column.type()) | (cell_size_log2 << kCellSizeShift);
  if (has_null) tag |= kNullBit;
  payload.push_back(static_cast<std::uint8_t>(tag));
  if (has_null) AppendNullBitmap(column, payload);
  if (IsFixed(column.type())) {
    AppendWords(column, std::int64_t{1} << cell_size_log2, payload);
    return;
  }
  for (std::int64_t row = 0; row < column.row_count(); ++row) {
    if (column.IsNull(row)) continue;
    AppendVarint(column.BytesAt(row).size(), payload);
    if (has_one_length) break;
  }
  // A NULL has no bytes, so these are exactly the bytes of the other rows.
  payload.insert(payload.end(), column.bytes().begin(), column.bytes().end());
}

// Decodes one chunk. Each step returns null, or what is wrong at the reader's offset.
class ChunkDecoder {
 public:
  ChunkDecoder(const std::vector<std::uint8_t>& payload, const std::vector<DataType>& types)
      : reader_(payload), types_(types) {}

  Status Decode(Chunk& chunk) {
    chunk.Reset(types_);
    const char* damage = DecodeAll(chunk);
    if (damage == nullptr) {
      chunk.SetRowCount(row_count_);
      return Status();
    }
    chunk.Reset(types_);
    return DataLoss(std::string("spilled chunk is damaged: ") + damage + " column=" +
                    std::to_string(column_index_) + " offset=" + std::to_string(reader_.offset()));
  }

 private:
  const char* DecodeAll(Chunk& chunk) {
    std::uint64_t row_count = 0;
    std::uint64_t column_count = 0;
    if (!reader_.ReadNumber(kCountSizeBytes, row_count)) return "row count is cut off";
    if (row_count > static_cast<std::uint64_t>(Chunk::kMaxRowCount)) return "too many rows";
    row_count_ = static_cast<std::int64_t>(row_count);
    if (!reader_.ReadNumber(kCountSizeBytes, column_count)) return "column count is cut off";
    if (column_count != types_.size()) return "wrong column count";
    for (column_index_ = 0; column_index_ < chunk.column_count(); ++column_index_) {
      const char* damage = DecodeColumn(chunk.mutable_column(column_index_));
      if (damage != nullptr) return damage;
    }
    return reader_.remaining_bytes() == 0 ? nullptr : "bytes behind the last column";
  }

  const char* DecodeColumn(Column& column) {
    std::uint64_t tag = 0;
    if (!reader_.ReadNumber(1, tag)) return "tag is cut off";
    if ((tag & kUnusedTagBits) != 0) return "unknown tag";
    if ((tag & kTypeMask) != static_cast<std::uint64_t>(column.type())) return "wrong type";
    null_bitmap_ = std::string_view();
    if ((tag & kNullBit) != 0) {
      const char* damage = ReadNullBitmap();
      if (damage != nullptr) return damage;
    }
    const std::uint64_t cell_size_log2 = (tag >> kCellSizeShift) & kCellSizeMask;
    if (IsFixed(column.type())) return DecodeWords(std::int64_t{1} << cell_size_log2, column);
    return cell_size_log2 <= kOneLength ? DecodeBytes(cell_size_log2 == kOneLength, column)
                                        : "unknown tag";
  }

  const char* ReadNullBitmap() {
    const std::int64_t size_bytes = NullBitmapSizeBytes(row_count_);
    if (!reader_.ReadBytes(static_cast<std::uint64_t>(size_bytes), null_bitmap_)) {
      return "null bitmap is cut off";
    }
    bool has_null = false;
    for (std::int64_t bit = 0; bit < 8 * size_bytes; ++bit) {
      if (!IsNull(bit)) continue;
      if (bit >= row_count_) return "null bitmap marks a row behind the last one";
      has_null = true;
    }
    return has_null ? nullptr : "null bitmap marks no row";
  }

  bool IsNull(std::int64_t row) const {
    if (null_bitmap_.empty()) return false;
    const unsigned byte =
        static_cast<std::uint8_t>(null_bitmap_[static_cast<std::size_t>(row / 8)]);
    return (byte & (1u << (row % 8))) != 0;
  }

  const char* DecodeWords(std::int64_t cell_size_bytes, Column& column) {
    for (std::int64_t row = 0; row < row_count_; ++row) {
      if (IsNull(row)) {
        column.AppendNull();
        continue;
      }
      std::uint64_t word = 0;
      if (!reader_.ReadNumber(cell_size_bytes, word)) return "cell is cut off";
      column.AppendWord(word);
    }
    return nullptr;
  }

  const char* DecodeBytes(bool has_one_length, Column& column) {
    std::vector<std::uint64_t> lengths;  // of the rows that are not NULL
    for (std::int64_t row = 0; row < row_count_; ++row) {
      if (IsNull(row)) continue;
      std::uint64_t length = lengths.empty() ? 0 : lengths.back();
      const bool is_stored = !has_one_length || lengths.empty();
      if (is_stored && !reader_.ReadVarint(length)) return "length is cut off or too long";
      lengths.push_back(length);
    }
    std::size_t next = 0;
    for (std::int64_t row = 0; row < row_count_; ++row) {
      if (IsNull(row)) {
        column.AppendNull();
        continue;
      }
      std::string_view bytes;
      if (!reader_.ReadBytes(lengths[next], bytes)) return "bytes are cut off";
      column.AppendBytes(bytes);
      ++next;
    }
    return nullptr;
  }

  PayloadReader reader_;
  const std::vector<DataType>& types_;
  std::int64_t row_count_ = 0;
  std::int64_t column_index_ = -1;  // before the first column
  std::string_view null_bitmap_;    // of the current column; empty if it has no NULL
};

}  // namespace

void EncodeChunk(const Chunk& chunk, std::vector<std::uint8_t>& payload) {
  payload.clear();
  AppendNumber(static_cast<std::uint64_t>(chunk.row_count()), kCountSizeBytes, payload);
  AppendNumber(static_cast<std::uint64_t>(chunk.column_count()), kCountSizeBytes, payload);
  for (std::int64_t i = 0; i < chunk.column_count(); ++i) {
    IL_CHECK(chunk.column(i).row_count() == chunk.row_count());
    EncodeColumn(chunk.column(i), payload);
  }
}

Status DecodeChunk(const std::vector<std::uint8_t>& payload, const std::vector<DataType>& types,
                   Chunk& chunk) {
  ChunkDecoder decoder(payload, types);
  return decoder.Decode(chunk);
}

}  // namespace interlock::reference
