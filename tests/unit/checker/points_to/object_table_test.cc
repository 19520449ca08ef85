// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Offsets with strides against enumeration, and the sets that hold them.

#include "checker/points_to/object_table.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace interlock::points_to {
namespace {

constexpr std::int64_t kWindow = 480;  // a multiple of all strides below

/// The byte positions of `offset` in a window around 0.
std::set<std::int64_t> Positions(const Offset& offset) {
  std::set<std::int64_t> positions;
  if (offset.stride == 0) return {offset.bytes};
  for (std::int64_t at = -kWindow; at < kWindow; ++at) {
    if ((at - offset.bytes) % static_cast<std::int64_t>(offset.stride) == 0) positions.insert(at);
  }
  return positions;
}

Offset RandomOffset(std::mt19937& random) {
  static constexpr std::uint32_t kStrides[] = {0, 0, 1, 2, 4, 6, 8, 12, 16, 24, 40};
  const std::uint32_t stride = kStrides[random() % std::size(kStrides)];
  const auto bytes = static_cast<std::int64_t>(random() % 64);
  return stride == 0 ? Offset{bytes, 0} : Offset{bytes % stride, stride};
}

TEST(Offsets, OverlapAsEnumerated) {
  std::mt19937 random(1);
  int overlapping = 0;
  for (int i = 0; i < 800; ++i) {
    const Offset a = RandomOffset(random), b = RandomOffset(random);
    const std::uint64_t a_bytes = random() % 12, b_bytes = random() % 12;
    std::set<std::int64_t> touched;
    for (const std::int64_t at : Positions(a)) {
      for (std::uint64_t k = 0; k < a_bytes; ++k) touched.insert(at + static_cast<int>(k));
    }
    bool expected = false;
    for (const std::int64_t at : Positions(b)) {
      for (std::uint64_t k = 0; k < b_bytes; ++k) {
        expected = expected || touched.count(at + static_cast<int>(k)) > 0;
      }
    }
    overlapping += expected;
    ASSERT_EQ(Overlaps(a, a_bytes, b, b_bytes), expected)
        << a.bytes << "%" << a.stride << " x" << a_bytes << " and " << b.bytes << "%" << b.stride
        << " x" << b_bytes;
  }
  EXPECT_GT(overlapping, 100);
  EXPECT_LT(overlapping, 780);
}

TEST(Offsets, SumsAndDifferencesCoverAllPairs) {
  std::mt19937 random(2);
  for (int i = 0; i < 100; ++i) {
    const Offset a = RandomOffset(random), b = RandomOffset(random);
    const Offset sum = Add(a, b), difference = Subtract(a, b);
    const auto covers = [](const Offset& offset, std::int64_t at) {
      return Overlaps(offset, 1, Offset{at, 0}, 1);
    };
    for (const std::int64_t x : Positions(a)) {
      for (const std::int64_t y : {*Positions(b).begin(), *Positions(b).rbegin()}) {
        ASSERT_TRUE(covers(sum, x + y));
        ASSERT_TRUE(covers(difference, x - y));
      }
    }
    const std::int64_t stride = static_cast<std::int64_t>(random() % 40) - 20;
    const Offset wide = Widen(a, stride);
    for (int k = -3; k <= 3; ++k) ASSERT_TRUE(covers(wide, a.bytes + k * stride));
  }
}

TEST(ObjectTable, BoundsTheLocationsOfAnObject) {
  ObjectTable table;
  Object object;
  object.kind = ObjectKind::kHeap;
  const ObjectId id = table.Add(object);
  for (std::int64_t at = 0; at < 100000; at += 8) {
    const Location location = table.ToLocation(table.At(id, Offset{at, 0}));
    ASSERT_TRUE(MayOverlap(location, 1, Location{id, at, 0}, 1));
  }
  EXPECT_LT(table.location_count(), 2000u);
}

TEST(ObjectTable, WidensLongChainsOfSteps) {
  ObjectTable table;
  Object object;
  object.kind = ObjectKind::kHeap;
  const ObjectId id = table.Add(object);
  LocationId at = table.At(id);
  for (int step = 0; step < 1000; ++step) {
    at = table.Shift(at, 24);
    ASSERT_TRUE(MayOverlap(table.ToLocation(at), 1, Location{id, 24 * (step + 1), 0}, 1));
  }
  EXPECT_EQ(table.ToLocation(at), (Location{id, 0, 24}));
}

TEST(LocationSet, AbsorbsLikeASetUntilItCoarsens) {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    LocationSet a, b;
    std::set<LocationId> expected;
    for (int i = 0; i < 20; ++i) {
      const LocationId x = random() % 640, y = random() % 640;
      a.Insert(x);
      b.Insert(y);
      expected.insert(x);
      expected.insert(y);
    }
    const LocationSet before = a;
    const LocationSet added = a.Absorb(b);
    for (const LocationId id : expected) {
      const LocationId any = id / 64 * 64;
      const bool is_covered = id >= kFirstOrdinaryLocation && a.Contains(any);
      ASSERT_TRUE(a.Contains(id) || is_covered);
    }
    for (const LocationId id : added.Items()) {
      ASSERT_FALSE(before.Contains(id));
      ASSERT_TRUE(a.Contains(id));
    }
    ASSERT_EQ(a.size(), a.Items().size());
  }
}

TEST(LocationSet, TakesAllPositionsOnceThereAreMany) {
  LocationSet set, many;
  for (LocationId id = 65; id < 65 + 3; ++id) many.Insert(id);
  set.Absorb(many);
  EXPECT_FALSE(set.Contains(64));
  for (LocationId id = 65; id < 65 + kPositionMax + 1; ++id) many.Insert(id);
  set.Absorb(many);
  EXPECT_TRUE(set.Contains(64));
  const LocationSet reserved = LocationSet::Of(0);
  set.Absorb(reserved);
  EXPECT_TRUE(set.Contains(0));
  EXPECT_FALSE(set.Contains(1));
}

}  // namespace
}  // namespace interlock::points_to
