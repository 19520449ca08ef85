// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/frontend/op_table.h"

#include <gtest/gtest.h>

namespace interlock::facts {
namespace {

TEST(OpTable, NamesLeadBackToTheirOperation) {
  for (int i = 0; i < OpCount(); ++i) {
    const Op op = static_cast<Op>(i);
    EXPECT_EQ(OpFromName(RowOf(op).name), op) << RowOf(op).name;
  }
  EXPECT_EQ(OpFromName("no such operation"), std::nullopt);
}

TEST(OpTable, OrdersAndEdgesLeadBack) {
  for (int i = 0; i <= static_cast<int>(Order::kSequential); ++i) {
    EXPECT_EQ(OrderFromName(OrderName(static_cast<Order>(i))), static_cast<Order>(i));
  }
  for (int i = 0; i <= static_cast<int>(EdgeKind::kException); ++i) {
    EXPECT_EQ(EdgeKindFromName(EdgeKindName(static_cast<EdgeKind>(i))), static_cast<EdgeKind>(i));
  }
}

}  // namespace
}  // namespace interlock::facts
