// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/rows/column.h"

#include "reference/status/check.h"

namespace interlock::reference {

Column::Column(DataType type) : type_(type) {
  if (!IsFixed(type_)) offsets_.push_back(0);
}

void Column::Reset(DataType type) {
  type_ = type;
  is_null_.clear();
  words_.clear();
  offsets_.clear();
  bytes_.clear();
  if (!IsFixed(type_)) offsets_.push_back(0);
}

void Column::AppendNull() {
  is_null_.push_back(1);
  if (IsFixed(type_)) {
    words_.push_back(0);
  } else {
    offsets_.push_back(bytes_.size());
  }
}

void Column::AppendWord(std::uint64_t word) {
  IL_CHECK(IsFixed(type_));
  is_null_.push_back(0);
  words_.push_back(word);
}

void Column::AppendBytes(std::string_view bytes) {
  IL_CHECK(!IsFixed(type_));
  is_null_.push_back(0);
  bytes_.append(bytes);
  offsets_.push_back(bytes_.size());
}

void Column::Append(const Value& value) {
  IL_CHECK(value.Fits(type_));
  if (value.is_null()) {
    AppendNull();
  } else if (IsFixed(type_)) {
    AppendWord(value.word());
  } else {
    is_null_.push_back(0);
    bytes_.append(value.bytes());
    offsets_.push_back(bytes_.size());
  }
}

void Column::AppendFrom(const Column& other, std::int64_t row_index) {
  IL_CHECK(type_ == other.type_);
  if (other.IsNull(row_index)) {
    AppendNull();
  } else if (IsFixed(type_)) {
    AppendWord(other.WordAt(row_index));
  } else {
    const std::size_t begin = other.offsets_[static_cast<std::size_t>(row_index)];
    const std::size_t end = other.offsets_[static_cast<std::size_t>(row_index) + 1];
    is_null_.push_back(0);
    bytes_.append(other.bytes_, begin, end - begin);
    offsets_.push_back(bytes_.size());
  }
}

bool Column::IsNull(std::int64_t row_index) const {
  IL_CHECK(row_index >= 0 && row_index < row_count());
  return is_null_[static_cast<std::size_t>(row_index)] != 0;
}

std::uint64_t Column::WordAt(std::int64_t row_index) const {
  IL_CHECK(row_index >= 0 && row_index < static_cast<std::int64_t>(words_.size()));
  return words_[static_cast<std::size_t>(row_index)];
}

std::string_view Column::BytesAt(std::int64_t row_index) const {
  IL_CHECK(row_index >= 0 && row_index + 1 < static_cast<std::int64_t>(offsets_.size()));
  const std::size_t row = static_cast<std::size_t>(row_index);
  const std::size_t begin = offsets_[row];
  return std::string_view(bytes_.data() + begin, offsets_[row + 1] - begin);
}

Value Column::ValueAt(std::int64_t row_index) const {
  if (IsNull(row_index)) return Value();
  if (IsFixed(type_)) return Value::FromWord(type_, WordAt(row_index));
  const std::size_t begin = offsets_[static_cast<std::size_t>(row_index)];
  const std::size_t end = offsets_[static_cast<std::size_t>(row_index) + 1];
  return Value(bytes_.substr(begin, end - begin));
}

std::int64_t Column::SizeBytes() const {
  return static_cast<std::int64_t>(is_null_.size() + words_.size() * sizeof(words_[0]) +
                                   offsets_.size() * sizeof(offsets_[0]) + bytes_.size());
}

}  // namespace interlock::reference
