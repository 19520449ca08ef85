// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/status/guarded.h"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

namespace interlock::reference {
namespace {

TEST(RunGuarded, PassesStatusesThrough) {
  EXPECT_TRUE(RunGuarded([]() { return Status(); }).ok());
  const Status error = RunGuarded([]() { return NotFound("x"); });
  EXPECT_EQ(error.code(), StatusCode::kNotFound);
  EXPECT_EQ(error.message(), "x");
}

TEST(RunGuarded, TurnsRefusedAllocationIntoResourceExhausted) {
  const Status error = RunGuarded([]() -> Status { throw std::bad_alloc(); });
  EXPECT_EQ(error.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(error.message(), "out of memory");
}

TEST(RunGuarded, TurnsOtherExceptionsIntoInternal) {
  const Status known = RunGuarded([]() -> Status { throw std::runtime_error("child failed"); });
  EXPECT_EQ(known.code(), StatusCode::kInternal);
  EXPECT_EQ(known.message(), "std::exception");
  const Status unknown = RunGuarded([]() -> Status { throw 7; });
  EXPECT_EQ(unknown.code(), StatusCode::kInternal);
  EXPECT_EQ(unknown.message(), "exception");
}

}  // namespace
}  // namespace interlock::reference
