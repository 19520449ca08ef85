// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/summary/copy_on_write.h"

#include <gtest/gtest.h>

#include <iterator>
#include <vector>

namespace interlock::summary {
namespace {

SharedMap<int, int> Squares() {
  SharedMap<int, int> map;
  for (int i = 0; i < 6; ++i) map[i] = i * i;
  return map;
}

// A must-fact that leaks from one path's state to another's would be a wrong proof.
TEST(CopyOnWrite, NoChangeOfOneMapIsSeenInItsCopy) {
  const SharedMap<int, int> original = Squares();
  const SharedMap<int, int> expected = Squares();
  SharedMap<int, int> copy = original;
  copy[2] = 7;
  EXPECT_EQ(copy.at(2), 7);
  copy = original;
  EXPECT_EQ(copy.erase(3), 1u);
  copy = original;
  EXPECT_TRUE(copy.emplace(9, 9).second);
  EXPECT_FALSE(copy.emplace(1, 9).second);
  copy.insert_or_assign(1, 9);
  copy.clear();
  EXPECT_TRUE(copy.empty());
  copy[0] = 5;
  EXPECT_EQ(original, expected);
  const SharedMap<int, int> fresh;
  EXPECT_TRUE(fresh.empty());
}

TEST(CopyOnWrite, ErasingInALoopVisitsEveryEntryOfSharedContent) {
  const SharedMap<int, int> original = Squares();
  SharedMap<int, int> copy = original;
  std::vector<int> visited;
  for (auto it = copy.begin(); it != copy.end();) {
    visited.push_back(it->first);
    it = it->first % 2 == 0 ? copy.erase(it) : std::next(it);
  }
  EXPECT_EQ(visited, (std::vector<int>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(copy.size(), 3u);
  EXPECT_EQ(original.size(), 6u);
}

TEST(CopyOnWrite, IntersectionKeepsEqualEntriesAlone) {
  SharedMap<int, int> map = Squares();
  SharedMap<int, int> other = map;
  EXPECT_FALSE(map.IntersectWith(other));
  other[2] = 0;
  other.erase(4);
  EXPECT_TRUE(map.IntersectWith(other));
  EXPECT_FALSE(map.contains(2) || map.contains(4));
  EXPECT_EQ(map.size(), 4u);
  EXPECT_EQ(other.size(), 5u);
}

TEST(CopyOnWrite, SetsUniteAndIntersectWithoutTouchingTheOther) {
  SharedSet<int> a;
  a.insert(1);
  a.insert(2);
  SharedSet<int> b = a;
  EXPECT_FALSE(b.UniteWith(a));
  b.insert(3);
  EXPECT_EQ(a.size(), 2u);
  EXPECT_TRUE(a.UniteWith(b));
  EXPECT_EQ(a, b);
  b.erase(1);
  EXPECT_TRUE(a.IntersectWith(b));
  EXPECT_FALSE(a.contains(1));
}

}  // namespace
}  // namespace interlock::summary
