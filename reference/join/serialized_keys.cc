// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/serialized_keys.h"

#include <cstring>

#include "reference/status/check.h"

namespace interlock::reference {
namespace {

constexpr std::uint64_t kOneNan = 0x7ff8000000000000ULL;

/// Equal doubles become equal words: one zero, one NaN.
std::uint64_t CanonicalDouble(std::uint64_t word) {
  double number = 0;
  std::memcpy(&number, &word, sizeof(number));
  if (number == 0) return 0;
  if (number != number) return kOneNan;
  return word;
}

std::int64_t ColumnOf(const KeyPart& part, KeySide side) {
  return side == KeySide::kBuild ? part.build_column : part.probe_column;
}

DataType TypeOf(const KeyPart& part, KeySide side) {
  return side == KeySide::kBuild ? part.build_type : part.probe_type;
}

}  // namespace

void SerializedKeys::Serialize(const JoinPlan& plan, KeySide side, const Chunk& chunk,
                               std::int64_t first_column,
                               const std::vector<TruthValue>& filter_truths) {
  FindValidRows(plan, side, chunk, first_column, filter_truths);
  bytes_.clear();
  offsets_.clear();
  offsets_.push_back(0);
  for (std::int64_t row = 0; row < chunk.row_count(); ++row) {
    if (IsValid(row)) {
      for (const KeyPart& part : plan.keys) {
        AppendPart(plan, part, TypeOf(part, side),
                   chunk.column(first_column + ColumnOf(part, side)), row);
      }
    } else {
      bytes_.resize(bytes_.size() +
                    static_cast<std::size_t>(plan.layout.parameters().fixed_key_size_bytes));
    }
    offsets_.push_back(bytes_.size());
  }
}

void SerializedKeys::FindValidRows(const JoinPlan& plan, KeySide side, const Chunk& chunk,
                                   std::int64_t first_column,
                                   const std::vector<TruthValue>& filter_truths) {
  is_valid_.assign(static_cast<std::size_t>(chunk.row_count()), 1);
  for (std::size_t row = 0; row < filter_truths.size(); ++row) {
    if (filter_truths[row] != TruthValue::kTrue) is_valid_[row] = 0;
  }
  for (const KeyPart& part : plan.keys) {
    const std::vector<std::uint8_t>& nulls =
        chunk.column(first_column + ColumnOf(part, side)).nulls();
    for (std::size_t row = 0; row < is_valid_.size(); ++row) {
      if (nulls[row] != 0) is_valid_[row] = 0;
    }
  }
}

void SerializedKeys::AppendPart(const JoinPlan& plan, const KeyPart& part, DataType type,
                                const Column& column, std::int64_t row_index) {
  if (!IsFixed(type)) {
    const std::string_view cell = column.BytesAt(row_index);
    if (plan.has_key_column_lengths) {
      const std::size_t place = bytes_.size();
      bytes_.resize(place + RowLayout::kLengthSizeBytes);
      RowLayout::StoreLength(bytes_.data() + place, static_cast<std::int64_t>(cell.size()));
    }
    bytes_.insert(bytes_.end(), cell.begin(), cell.end());
    return;
  }
  const std::uint64_t word = column.WordAt(row_index);
  if (part.has_sign_byte) {
    const bool is_negative = type == DataType::kInt64 && static_cast<std::int64_t>(word) < 0;
    bytes_.push_back(is_negative ? 1 : 0);
  }
  AppendWord(type == DataType::kDouble ? CanonicalDouble(word) : word);
}

void SerializedKeys::AppendWord(std::uint64_t word) {
  const std::size_t place = bytes_.size();
  bytes_.resize(place + sizeof(word));
  std::memcpy(bytes_.data() + place, &word, sizeof(word));
}

void SerializedKeys::Take(const Column& keys) {
  IL_CHECK(keys.type() == DataType::kBytes);
  is_valid_.assign(static_cast<std::size_t>(keys.row_count()), 1);
  bytes_.clear();
  offsets_.clear();
  offsets_.push_back(0);
  for (std::int64_t row = 0; row < keys.row_count(); ++row) {
    const std::string_view key = keys.BytesAt(row);
    bytes_.insert(bytes_.end(), key.begin(), key.end());
    offsets_.push_back(bytes_.size());
  }
}

}  // namespace interlock::reference
