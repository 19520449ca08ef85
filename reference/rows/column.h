// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Column: the cells of one column of a chunk.
//
// Thread safety: thread-compatible; a column belongs to the thread that owns its chunk.
//
// Invariants
//   1. is_null_.size() is row_count().
//   2. Fixed type: words_.size() is row_count(); a NULL has word 0. offsets_ and bytes_ are empty.
//   3. kBytes: offsets_.size() is row_count() + 1, ascending from 0 to bytes_.size(); a NULL has no
//      bytes. words_ is empty.
//
// Layout: the cell of row r is words_[r], or the bytes [offsets_[r], offsets_[r + 1]).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reference/rows/data_type.h"
#include "reference/rows/value.h"

namespace interlock::reference {

/// One column. Thread-compatible.
class Column {
 public:
  explicit Column(DataType type = DataType::kInt64);

  DataType type() const { return type_; }
  std::int64_t row_count() const { return static_cast<std::int64_t>(is_null_.size()); }

  /// Empties the column and sets its type.
  void Reset(DataType type);

  void AppendNull();
  /// Appends a cell of a fixed type. Requires: IsFixed(type()).
  void AppendWord(std::uint64_t word);
  /// Appends a cell of type kBytes. Requires: that type; `bytes` is not of this column.
  void AppendBytes(std::string_view bytes);
  /// Appends a cell. Requires: the value is NULL or of this column's type.
  void Append(const Value& value);
  /// Appends a copy of row `row_index` of `other`. Requires: same type, another column, in range.
  void AppendFrom(const Column& other, std::int64_t row_index);

  /// Requires of all four: 0 <= row_index < row_count(); WordAt a fixed type, BytesAt kBytes.
  bool IsNull(std::int64_t row_index) const;
  std::uint64_t WordAt(std::int64_t row_index) const;
  std::string_view BytesAt(std::int64_t row_index) const;
  Value ValueAt(std::int64_t row_index) const;

  /// Returns the bytes that the cells occupy, without spare capacity.
  std::int64_t SizeBytes() const;

  /// The arrays of the invariants, for code that handles whole columns.
  const std::vector<std::uint8_t>& nulls() const { return is_null_; }
  const std::vector<std::uint64_t>& words() const { return words_; }
  const std::vector<std::uint64_t>& offsets() const { return offsets_; }
  const std::string& bytes() const { return bytes_; }

 private:
  DataType type_;
  std::vector<std::uint8_t> is_null_;  // 1: NULL
  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> offsets_;
  std::string bytes_;
};

}  // namespace interlock::reference
