// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/tagged_pointer.h"

#include <gtest/gtest.h>

#include <random>

namespace interlock::reference {
namespace {

std::uint8_t* Address(std::uint64_t bits) {
  return reinterpret_cast<std::uint8_t*>(static_cast<std::uintptr_t>(bits));
}

TEST(TaggedPointer, MaskHasItsTopBits) {
  const struct {
    int bit_count;
    std::uint64_t bits;
  } cases[] = {{0, 0},
               {1, 0x8000000000000000},
               {8, 0xff00000000000000},
               {16, 0xffff000000000000},
               {kTagBitsMax, 0xffffff0000000000}};
  for (const auto& c : cases) {
    EXPECT_EQ(TagMask(c.bit_count).bits(), c.bits) << c.bit_count;
    EXPECT_EQ(TagMask(c.bit_count).TagOf(0x123456789abcdef0), 0x123456789abcdef0 & c.bits);
  }
  EXPECT_EQ(TagMask().bits(), 0u);
}

TEST(TaggedPointer, GivesTheRowBackUnderEveryMask) {
  std::mt19937_64 random(1);
  for (int bit_count = 0; bit_count <= kTagBitsMax; ++bit_count) {
    const TagMask mask(bit_count);
    for (int i = 0; i < 50; ++i) {
      std::uint8_t* row = Address((random() & ~mask.bits()) | 8);
      const TaggedPointer last(row, random(), TaggedPointer(), mask);
      EXPECT_EQ(last.Row(mask), row);
      EXPECT_FALSE(last.is_null());
      const TaggedPointer first(row, random(), last, mask);
      EXPECT_EQ(first.Row(mask), row);
    }
  }
}

TEST(TaggedPointer, NullLeadsToNothing) {
  EXPECT_TRUE(TaggedPointer().is_null());
  for (const int bit_count : {0, 1, kTagBitsMax}) {
    // Hash 0 has no tag bit that null could lack.
    EXPECT_FALSE(TaggedPointer().MayLeadTo(0, TagMask(bit_count)));
  }
}

TEST(TaggedPointer, TagIsTheUnionOfAllHashesBehind) {
  const TagMask mask(8);
  const std::uint64_t first = 0x1100000000000001, second = 0x2200000000000002;
  const TaggedPointer last(Address(64), first, TaggedPointer(), mask);
  const TaggedPointer head(Address(128), second, last, mask);
  EXPECT_TRUE(head.MayLeadTo(first, mask));
  EXPECT_TRUE(head.MayLeadTo(second, mask));
  EXPECT_TRUE(head.MayLeadTo(0x3300000000000000, mask));
  EXPECT_TRUE(head.MayLeadTo(0x00ffffffffffffff, mask)) << "bits outside the mask do not count";
  EXPECT_FALSE(head.MayLeadTo(0x4000000000000000, mask));
  EXPECT_FALSE(last.MayLeadTo(second, mask));
}

TEST(TaggedPointer, FilterNeverHidesAHashOfTheChain) {
  std::mt19937_64 random(2);
  for (int bit_count = 0; bit_count <= kTagBitsMax; ++bit_count) {
    const TagMask mask(bit_count);
    TaggedPointer head;
    std::vector<std::uint64_t> hashes;
    for (std::uint64_t i = 1; i <= 6; ++i) {
      hashes.push_back(random() & random());
      head = TaggedPointer(Address(8 * i), hashes.back(), head, mask);
      for (std::uint64_t hash : hashes) EXPECT_TRUE(head.MayLeadTo(hash, mask));
    }
  }
}

TEST(TaggedPointer, IsStoredAtAnyAlignment) {
  const TagMask mask(16);
  const TaggedPointer pointer(Address(0x7f0012345678), 0xabcd000000000000, TaggedPointer(), mask);
  for (std::size_t place = 0; place < 8; ++place) {
    std::uint8_t bytes[18];
    for (std::uint8_t& byte : bytes) byte = 0xee;
    pointer.Store(bytes + place);
    EXPECT_EQ(TaggedPointer::Load(bytes + place).Row(mask), Address(0x7f0012345678));
    EXPECT_TRUE(TaggedPointer::Load(bytes + place).MayLeadTo(0xabcd000000000000, mask));
    for (std::size_t i = 0; i < sizeof(bytes); ++i) {
      if (i < place || i >= place + 8) {
        EXPECT_EQ(bytes[i], 0xee) << i;
      }
    }
  }
}

TEST(TaggedPointer, CountsTheTopBitsThatAddressesLeaveFree) {
  const struct {
    std::uint64_t first, last;
    int free_bits;
  } cases[] = {{8, 16, kTagBitsMax},        {0x000000ffffffffff, 8, 24},
               {8, 0x0000010000000000, 23}, {0x00007fffffffffff, 8, 17},
               {8, 0x00007f0000000000, 17}, {0x0000800000000000, 8, 16},
               {8, 0x8000000000000000, 0}};
  for (const auto& c : cases) {
    EXPECT_EQ(FreeTopBits(Address(c.first), Address(c.last)), c.free_bits) << c.last;
  }
}

TEST(TaggedPointerDeathTest, RefusesWhatDoesNotFit) {
  EXPECT_DEATH(TagMask(kTagBitsMax + 1), "check failed");
  EXPECT_DEATH(TagMask(-1), "check failed");
  EXPECT_DEATH(TaggedPointer(Address(0x0100000000000000), 0, TaggedPointer(), TagMask(8)),
               "check failed");
}

}  // namespace
}  // namespace interlock::reference
