// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/rows/value.h"

#include <gtest/gtest.h>

namespace interlock::reference {
namespace {

const Value kNull;
const Value kSeven(std::int64_t{7});
const Value kText(std::string("7"));

TEST(Value, KnowsItsKindAndContent) {
  EXPECT_TRUE(kNull.is_null());
  EXPECT_EQ(kSeven.kind(), ValueKind::kInteger);
  EXPECT_EQ(kSeven.integer(), 7);
  EXPECT_EQ(kText.kind(), ValueKind::kBytes);
  EXPECT_EQ(kText.bytes(), "7");
}

TEST(Value, NullEqualsNothingAsKey) {
  EXPECT_FALSE(kNull.EqualsAsKey(kNull));
  EXPECT_FALSE(kNull.EqualsAsKey(kSeven));
  EXPECT_FALSE(kSeven.EqualsAsKey(kNull));
}

TEST(Value, KeysOfDifferentKindDiffer) {
  EXPECT_FALSE(kSeven.EqualsAsKey(kText));
  EXPECT_TRUE(kSeven.EqualsAsKey(Value(std::int64_t{7})));
  EXPECT_FALSE(kSeven.EqualsAsKey(Value(std::int64_t{8})));
}

TEST(Value, NullIsIdenticalToNull) {
  EXPECT_TRUE(kNull.IsIdenticalTo(Value()));
  EXPECT_FALSE(kNull.IsIdenticalTo(kSeven));
}

TEST(Value, PrintsForPeople) {
  EXPECT_EQ(kNull.ToText(), "NULL");
  EXPECT_EQ(kSeven.ToText(), "7");
  EXPECT_EQ(kText.ToText(), "\"7\"");
}

TEST(ValueDeathTest, WrongKindEndsTheProcess) {
  EXPECT_DEATH((void)kText.integer(), "check failed");
  EXPECT_DEATH((void)kSeven.bytes(), "check failed");
}

}  // namespace
}  // namespace interlock::reference
