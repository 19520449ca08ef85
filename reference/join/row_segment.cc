// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/row_segment.h"

#include "reference/join/row_layout.h"
#include "reference/status/check.h"

namespace interlock::reference {

// std::vector gets its bytes from operator new, which aligns for every fundamental type.
static_assert(__STDCPP_DEFAULT_NEW_ALIGNMENT__ >= 16);

RowSegment::RowSegment(std::int64_t expected_row_count) {
  const std::size_t count = static_cast<std::size_t>(expected_row_count);
  hashes_.reserve(count);
  row_starts_.reserve(count);
  valid_positions_.reserve(count);
}

std::uint8_t* RowSegment::AppendRow(std::int64_t size_bytes, std::uint64_t hash, bool is_valid) {
  IL_CHECK(!is_finalized_);
  IL_CHECK(size_bytes > 0 && size_bytes % RowLayout::kRowAlignment == 0);
  const std::size_t start = bytes_.size();
  // Each may throw for want of memory; the row exists with its start, hence that one comes last.
  bytes_.resize(start + static_cast<std::size_t>(size_bytes));
  hashes_.push_back(hash);
  if (is_valid) valid_positions_.push_back(row_count());
  row_starts_.push_back(static_cast<std::int64_t>(start));
  return bytes_.data() + start;
}

void RowSegment::Finalize() {
  IL_CHECK(!is_finalized_);
  is_finalized_ = true;
  hashes_.shrink_to_fit();
  row_starts_.shrink_to_fit();
  valid_positions_.shrink_to_fit();
  if (row_starts_.empty()) {
    tag_bits_ = kTagBitsMax;
    return;
  }
  IL_CHECK(reinterpret_cast<std::uintptr_t>(bytes_.data()) % RowLayout::kRowAlignment == 0);
  tag_bits_ = FreeTopBits(RowAt(0), RowAt(row_count() - 1));
}

std::int64_t RowSegment::capacity_bytes() const {
  const std::size_t entry_bytes = hashes_.capacity() * sizeof(std::uint64_t) +
                                  row_starts_.capacity() * sizeof(std::int64_t) +
                                  valid_positions_.capacity() * sizeof(std::int64_t);
  return static_cast<std::int64_t>(bytes_.capacity() + entry_bytes);
}

std::uint64_t RowSegment::HashAt(std::int64_t row_index) const {
  IL_CHECK(row_index >= 0 && row_index < row_count());
  return hashes_[static_cast<std::size_t>(row_index)];
}

std::int64_t RowSegment::RowSizeBytes(std::int64_t row_index) const {
  IL_CHECK(row_index >= 0 && row_index < row_count());
  const std::size_t index = static_cast<std::size_t>(row_index);
  const std::int64_t end = index + 1 < row_starts_.size() ? row_starts_[index + 1] : size_bytes();
  return end - row_starts_[index];
}

std::uint8_t* RowSegment::RowAt(std::int64_t row_index) {
  IL_CHECK(is_finalized_);
  IL_CHECK(row_index >= 0 && row_index < row_count());
  return bytes_.data() + row_starts_[static_cast<std::size_t>(row_index)];
}

}  // namespace interlock::reference
