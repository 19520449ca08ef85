// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/row_layout.h"

#include <gtest/gtest.h>

#include <vector>

#include "reference/join/row_table_builder.h"

namespace interlock::reference {
namespace {

LayoutParameters Parameters(std::int64_t column_count, bool has_flag) {
  LayoutParameters parameters;
  parameters.column_types.assign(static_cast<std::size_t>(column_count), DataType::kInt64);
  parameters.has_flag = has_flag;
  return parameters;
}

// A row of zeros in 8-aligned storage.
class RowBytes {
 public:
  explicit RowBytes(std::int64_t size_bytes)
      : words_(static_cast<std::size_t>(size_bytes + 7) / 8, 0) {}
  std::uint8_t* data() { return reinterpret_cast<std::uint8_t*>(words_.data()); }

 private:
  std::vector<std::uint64_t> words_;
};

TEST(RowLayout, FlagWordBelongsToTheNullMapForEveryColumnCount) {
  for (std::int64_t c = 0; c < 200; ++c) {
    const RowLayout layout(Parameters(c, true));
    EXPECT_GE(layout.null_map_size_bytes(), RowLayout::kFlagWordSizeBytes) << c;
    EXPECT_GE(8 * layout.null_map_size_bytes(), c + 1) << c;
    EXPECT_GE(layout.key_length_offset(),
              RowLayout::kNullMapOffset + RowLayout::kFlagWordSizeBytes);
    const RowLayout without(Parameters(c, false));
    EXPECT_EQ(without.null_map_size_bytes(), (c + 7) / 8) << c;
  }
}

TEST(RowLayout, EachNullBitIsItsOwn) {
  for (const bool has_flag : {false, true}) {
    for (const std::int64_t c : {1, 8, 23, 24, 31, 32, 40}) {
      const RowLayout layout(Parameters(c, has_flag));
      for (std::int64_t null = 0; null < c; ++null) {
        RowBytes row(layout.key_offset());
        layout.SetNull(row.data(), null);
        for (std::int64_t i = 0; i < c; ++i) {
          EXPECT_EQ(layout.IsNull(row.data(), i), i == null) << c << " " << null << " " << i;
        }
        EXPECT_FALSE(has_flag && layout.IsUsedPlain(row.data()));
      }
    }
  }
}

TEST(RowLayout, UsedFlagStoreLeavesEverythingElseAlone) {
  for (const std::int64_t c : {0, 1, 7, 23, 31, 32}) {
    const RowLayout layout(Parameters(c, true));
    RowBytes row(layout.key_offset() + 16);
    for (std::int64_t i = 0; i < c; i += 2) layout.SetNull(row.data(), i);
    std::vector<std::uint8_t> before(row.data(), row.data() + layout.key_offset() + 16);
    layout.SetUsed(row.data());
    EXPECT_TRUE(layout.IsUsedAtomic(row.data()));
    EXPECT_TRUE(layout.IsUsedPlain(row.data()));
    before[static_cast<std::size_t>(RowLayout::kNullMapOffset)] |= 0x80;
    EXPECT_EQ(before, std::vector<std::uint8_t>(row.data(), row.data() + layout.key_offset() + 16));
    for (std::int64_t i = 0; i < c; ++i) EXPECT_EQ(layout.IsNull(row.data(), i), i % 2 == 0);
  }
}

TEST(RowLayout, DescribedFieldsFollowEachOtherWithoutGap) {
  for (const KeyMode mode : {KeyMode::kOneInteger, KeyMode::kFixed, KeyMode::kVariable}) {
    for (const bool has_flag : {false, true}) {
      for (const bool is_inlined : {false, true}) {
        LayoutParameters parameters = Parameters(3, has_flag);
        parameters.column_types[1] = DataType::kBytes;
        parameters.key_mode = mode;
        parameters.is_key_inlined = is_inlined;
        const RowLayout layout(parameters);
        std::int64_t end = 0;
        for (const LayoutField& field : layout.Describe()) {
          EXPECT_EQ(field.offset, end) << field.name;
          end = end < 0 || field.size_bytes < 0 ? -1 : end + field.size_bytes;
          EXPECT_TRUE(field.name != "key length" || end == layout.key_offset());
          EXPECT_TRUE(field.name != "key" || field.offset == layout.key_offset());
        }
        EXPECT_EQ(end, -1);  // the padding
      }
    }
  }
}

TEST(RowLayout, NextIsATaggedPointerAtTheFirstByte) {
  RowBytes row(16);
  RowBytes other(16);
  const TagMask mask(16);
  const TaggedPointer pointer(other.data(), ~std::uint64_t{0}, TaggedPointer(), mask);
  RowLayout::SetNext(row.data(), pointer);
  EXPECT_EQ(RowLayout::Next(row.data()).Row(mask), other.data());
  EXPECT_EQ(row.data()[6], 0xff);
  EXPECT_EQ(row.data()[7], 0xff);
}

TEST(RowLayoutDeathTest, ALengthThatDoesNotFitEndsTheProcess) {
  RowBytes row(16);
  EXPECT_DEATH(RowLayout::StoreLength(row.data(), std::int64_t{1} << 32), "check failed");
}

}  // namespace
}  // namespace interlock::reference
