// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/row_decoder.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "reference/status/check.h"

namespace interlock::reference {

RowDecoder::RowDecoder(const RowLayout& layout) : layout_(layout), places_(kBatchRowMax, nullptr) {}

void RowDecoder::AppendOutput(const std::vector<std::uint8_t*>& rows,
                              const std::vector<ColumnSource>& output, Chunk& result) {
  // A column that is shown twice is decoded once and copied.
  std::vector<std::int64_t> first_output(static_cast<std::size_t>(layout_.column_count()), -1);
  targets_.assign(first_output.size(), nullptr);
  for (std::size_t i = 0; i < output.size(); ++i) {
    const std::size_t stored = static_cast<std::size_t>(output[i].column);
    if (!output[i].is_build || first_output[stored] >= 0) continue;
    first_output[stored] = static_cast<std::int64_t>(i);
    targets_[stored] = &result.mutable_column(static_cast<std::int64_t>(i));
  }
  Append(rows, targets_);
  for (std::size_t i = 0; i < output.size(); ++i) {
    if (!output[i].is_build) continue;
    const std::int64_t first = first_output[static_cast<std::size_t>(output[i].column)];
    if (first == static_cast<std::int64_t>(i)) continue;
    Column& repeated = result.mutable_column(static_cast<std::int64_t>(i));
    const Column& original = result.column(first);
    for (std::int64_t row = repeated.row_count(); row < original.row_count(); ++row) {
      repeated.AppendFrom(original, row);
    }
  }
}

void RowDecoder::Append(const std::vector<std::uint8_t*>& rows,
                        const std::vector<Column*>& targets) {
  IL_CHECK(static_cast<std::int64_t>(targets.size()) == layout_.column_count());
  std::int64_t column_count = 0;  // columns behind the last target are not even skipped over
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (targets[i] != nullptr) column_count = static_cast<std::int64_t>(i) + 1;
  }
  if (column_count == 0) return;
  for (std::size_t first = 0; first < rows.size(); first += kBatchRowMax) {
    AppendBatch(rows, first, std::min(rows.size(), first + kBatchRowMax), targets, column_count);
  }
}

void RowDecoder::AppendBatch(const std::vector<std::uint8_t*>& rows, std::size_t first,
                             std::size_t end, const std::vector<Column*>& targets,
                             std::int64_t column_count) {
  for (std::size_t i = first; i < end; ++i) places_[i - first] = layout_.Data(rows[i]);
  for (std::int64_t column = 0; column < column_count; ++column) {
    Column* target = targets[static_cast<std::size_t>(column)];
    for (std::size_t i = first; i < end; ++i) {
      AppendCell(rows[i], column, &places_[i - first], target);
    }
  }
}

void RowDecoder::AppendCell(std::uint8_t* row, std::int64_t column, const std::uint8_t** place,
                            Column* target) const {
  const bool is_fixed = IsFixed(layout_.column_type(column));
  const std::uint8_t* cell = *place;
  std::int64_t size_bytes = kWordSizeBytes;
  if (!is_fixed) {
    size_bytes = RowLayout::LoadLength(cell);
    cell += RowLayout::kLengthSizeBytes;
  }
  *place = cell + size_bytes;
  if (target == nullptr) return;
  if (layout_.IsNull(row, column)) {
    target->AppendNull();
  } else if (is_fixed) {
    std::uint64_t word = 0;
    std::memcpy(&word, cell, sizeof(word));
    target->AppendWord(word);
  } else {
    target->AppendBytes(std::string_view(reinterpret_cast<const char*>(cell),
                                         static_cast<std::size_t>(size_bytes)));
  }
}

}  // namespace interlock::reference
