// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/partition_hash_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <random>

#include "tests/unit/reference/join/chain_walk.h"

namespace interlock::reference {
namespace {

TEST(PartitionHashTable, SlotsAreStrictlyMoreThanRows) {
  const struct {
    std::int64_t row_count, slot_count;
  } cases[] = {{0, 32},         {1, 32},
               {31, 32},        {32, 64},
               {63, 64},        {64, 128},
               {1023, 1024},    {1024, 2048},
               {65536, 131072}, {(std::int64_t{1} << 40) - 1, std::int64_t{1} << 40}};
  for (const auto& c : cases) {
    EXPECT_EQ(PartitionHashTable::SlotCountFor(c.row_count), c.slot_count) << c.row_count;
    EXPECT_EQ(PartitionHashTable::SizeBytesFor(c.row_count), 8 * c.slot_count);
  }
  for (std::int64_t row_count = 0; row_count < 5000; ++row_count) {
    const std::int64_t slot_count = PartitionHashTable::SlotCountFor(row_count);
    ASSERT_GT(slot_count, row_count);
    ASSERT_TRUE(std::has_single_bit(static_cast<std::uint64_t>(slot_count)));
    ASSERT_TRUE(slot_count == PartitionHashTable::kSlotCountMin || slot_count / 2 <= row_count);
  }
}

TEST(PartitionHashTable, TakesTheSizeItSays) {
  PartitionHashTable table;
  for (const std::int64_t row_count : {0, 1, 32, 1000}) {
    table.Reset(row_count, TagMask(16));
    EXPECT_EQ(table.size_bytes(), PartitionHashTable::SizeBytesFor(row_count));
    EXPECT_EQ(table.is_empty(), row_count == 0);
  }
  table.Clear();
  EXPECT_EQ(table.size_bytes(), 0);
  EXPECT_TRUE(table.is_empty());
}

TEST(PartitionHashTable, LookupOnEmptyFindsNothing) {
  PartitionHashTable never_made, without_rows, cleared, not_filled;
  without_rows.Reset(0, TagMask(16));
  cleared.Reset(100, TagMask(16));
  cleared.Clear();
  not_filled.Reset(100, TagMask(0));
  for (const std::uint64_t hash : {std::uint64_t{0}, std::uint64_t{31}, ~std::uint64_t{0}}) {
    for (const auto* table : {&never_made, &without_rows, &cleared, &not_filled}) {
      EXPECT_TRUE(table->Lookup(hash).is_null());
    }
  }
}

TEST(PartitionHashTable, NewestRowLeadsItsChain) {
  for (const bool is_shared : {false, true}) {
    ChainRows rows(3, [](std::int64_t) { return 7; });
    PartitionHashTable table;
    table.Reset(3, TagMask(16));
    for (std::int64_t i = 0; i < 3; ++i) rows.InsertInto(table, i, is_shared);
    EXPECT_EQ(rows.Found(table, 7), (std::vector<std::int64_t>{2, 1, 0}));
    EXPECT_TRUE(rows.Found(table, 8).empty());
  }
}

TEST(PartitionHashTable, ChainHoldsEachRowOfItsSlotOnce) {
  std::mt19937_64 random(27);
  for (const std::int64_t row_count : {1, 20, 31, 32, 500}) {
    for (const bool is_shared : {false, true}) {
      ChainRows rows(row_count, [&](std::int64_t) { return random(); });
      PartitionHashTable table;
      table.Reset(row_count, TagMask(0));  // no tags: every row of the slot is found
      for (std::int64_t i = 0; i < row_count; ++i) rows.InsertInto(table, i, is_shared);
      rows.ExpectChainsComplete(table);
    }
  }
}

TEST(PartitionHashTable, TagsNeverHideARow) {
  std::mt19937_64 random(28);
  for (int tag_bits = 0; tag_bits <= 16; ++tag_bits) {
    for (const std::uint64_t hash_mask :
         {~std::uint64_t{0}, std::uint64_t{0xf00000000000000f}, std::uint64_t{3}}) {
      ChainRows rows(200, [&](std::int64_t) { return random() & hash_mask; });
      PartitionHashTable table;
      table.Reset(200, TagMask(tag_bits));
      for (std::int64_t i = 0; i < 200; ++i) rows.InsertInto(table, i, i % 2 == 0);
      rows.ExpectAllFound(table);
    }
  }
}

TEST(PartitionHashTable, TagsSkipChainsOfOtherHashes) {
  ChainRows rows(10,
                 [](std::int64_t i) { return std::uint64_t{1} << 63 | (i % 2 == 0 ? 1u : 2u); });
  PartitionHashTable table;
  table.Reset(10, TagMask(8));
  for (std::int64_t i = 0; i < 10; ++i) rows.InsertInto(table, i, false);
  EXPECT_TRUE(table.Lookup(std::uint64_t{1} << 62 | 1).is_null()) << "a tag bit no row has";
  EXPECT_FALSE(table.Lookup(1).is_null()) << "no tag bit: the chain has to be read";
}

}  // namespace
}  // namespace interlock::reference
