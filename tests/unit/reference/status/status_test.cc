// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/status/status.h"

#include <gtest/gtest.h>

namespace interlock::reference {
namespace {

TEST(Status, DefaultIsOkWithoutMessage) {
  const Status status;
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(status.code(), StatusCode::kOk);
  EXPECT_EQ(status.message(), "");
}

TEST(Status, ErrorsKeepCodeAndMessage) {
  const struct {
    Status status;
    StatusCode code;
  } cases[] = {{InvalidArgument("a"), StatusCode::kInvalidArgument},
               {NotFound("a"), StatusCode::kNotFound},
               {OutOfRange("a"), StatusCode::kOutOfRange},
               {Internal("a"), StatusCode::kInternal},
               {Cancelled("a"), StatusCode::kCancelled},
               {ResourceExhausted("a"), StatusCode::kResourceExhausted},
               {DataLoss("a"), StatusCode::kDataLoss},
               {IoError("a"), StatusCode::kUnavailable}};
  for (const auto& c : cases) {
    EXPECT_FALSE(c.status.ok());
    EXPECT_EQ(c.status.code(), c.code);
    EXPECT_EQ(c.status.message(), "a");
  }
}

TEST(StatusOr, HoldsEitherValueOrError) {
  const StatusOr<int> value(7);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value.value(), 7);
  const StatusOr<int> error(NotFound("x"));
  ASSERT_FALSE(error.ok());
  EXPECT_EQ(error.status().message(), "x");
}

TEST(StatusOrDeathTest, ValueOfAnErrorEndsTheProcess) {
  const StatusOr<int> error(NotFound("x"));
  EXPECT_DEATH((void)error.value(), "check failed");
}

}  // namespace
}  // namespace interlock::reference
