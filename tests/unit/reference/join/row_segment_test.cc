// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/row_segment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace interlock::reference {
namespace {

// Sizes of rows in turn; the hash of row i is 1000 + i, and every third row is not valid.
constexpr std::int64_t kRowSizes[] = {8, 40, 16, 24, 8, 64};
constexpr std::int64_t kRowCount = 2000;

std::int64_t SizeOf(std::int64_t row) { return kRowSizes[row % 6]; }
std::uint64_t HashOf(std::int64_t row) { return 1000 + static_cast<std::uint64_t>(row); }
bool IsValid(std::int64_t row) { return row % 3 != 0; }

/// Appends rows whose bytes are all the low byte of their number.
void Fill(RowSegment& segment) {
  for (std::int64_t row = 0; row < kRowCount; ++row) {
    std::uint8_t* bytes = segment.AppendRow(SizeOf(row), HashOf(row), IsValid(row));
    for (std::int64_t i = 0; i < SizeOf(row); ++i) ASSERT_EQ(bytes[i], 0);
    std::memset(bytes, static_cast<int>(row & 0xff), static_cast<std::size_t>(SizeOf(row)));
  }
}

TEST(RowSegment, KeepsRowsWhileItGrows) {
  RowSegment segment(1);
  Fill(segment);
  segment.Finalize();
  ASSERT_EQ(segment.row_count(), kRowCount);
  std::int64_t start = 0;
  for (std::int64_t row = 0; row < kRowCount; ++row) {
    ASSERT_EQ(segment.RowSizeBytes(row), SizeOf(row));
    ASSERT_EQ(segment.HashAt(row), HashOf(row));
    const std::uint8_t* bytes = segment.RowAt(row);
    ASSERT_EQ(bytes - segment.RowAt(0), start);
    ASSERT_EQ(reinterpret_cast<std::uintptr_t>(bytes) % 8, 0u);
    const auto expected = static_cast<std::uint8_t>(row & 0xff);
    ASSERT_TRUE(std::all_of(bytes, bytes + SizeOf(row), [&](auto b) { return b == expected; }));
    start += SizeOf(row);
  }
  EXPECT_EQ(segment.size_bytes(), start);
}

TEST(RowSegment, ListsValidRowsInOrder) {
  RowSegment segment(kRowCount);
  Fill(segment);
  std::vector<std::int64_t> expected;
  for (std::int64_t row = 0; row < kRowCount; ++row) {
    if (IsValid(row)) expected.push_back(row);
  }
  EXPECT_EQ(segment.valid_positions(), expected);
}

TEST(RowSegment, TagBitsAreFreeInEveryAddress) {
  RowSegment segment(1);
  Fill(segment);
  segment.Finalize();
  ASSERT_GT(segment.tag_bits(), 0);
  const TagMask mask(segment.tag_bits());
  for (std::int64_t row = 0; row < kRowCount; ++row) {
    EXPECT_EQ(mask.TagOf(reinterpret_cast<std::uintptr_t>(segment.RowAt(row))), 0u);
  }
}

TEST(RowSegment, WithoutRowsRestrictsNoTag) {
  RowSegment segment(10);
  segment.Finalize();
  EXPECT_EQ(segment.tag_bits(), kTagBitsMax);
  EXPECT_EQ(segment.row_count(), 0);
  EXPECT_EQ(segment.size_bytes(), 0);
}

TEST(RowSegment, IsChargedForItsWholeBuffer) {
  RowSegment segment(1);
  Fill(segment);
  segment.Finalize();
  EXPECT_EQ(segment.charged_bytes(), 0);
  segment.SetCharged();
  EXPECT_EQ(segment.charged_bytes(), segment.capacity_bytes());
  EXPECT_GE(segment.charged_bytes(), segment.size_bytes());
}

TEST(RowSegmentDeathTest, RefusesMisuse) {
  RowSegment open(1);
  open.AppendRow(8, 1, true);
  EXPECT_DEATH(open.RowAt(0), "check failed: is_finalized_");
  EXPECT_DEATH(open.AppendRow(12, 1, true), "check failed");
  EXPECT_DEATH(open.AppendRow(0, 1, true), "check failed");
  open.Finalize();
  EXPECT_DEATH(open.AppendRow(8, 1, true), "check failed: !is_finalized_");
  EXPECT_DEATH(open.Finalize(), "check failed: !is_finalized_");
  EXPECT_DEATH(open.RowAt(1), "check failed");
  EXPECT_DEATH(open.HashAt(-1), "check failed");
}

}  // namespace
}  // namespace interlock::reference
