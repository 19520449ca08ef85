// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/claim_term.h"

#include <gtest/gtest.h>

namespace interlock::layout {
namespace {

Result<Value> Lookup(const std::string& name, bool is_call) {
  if (name == "width" && !is_call) return Value::Constant(12);
  if (name == "has_tail" && is_call) return Value::Truth(true);
  return MakeError("not resolved: name=" + name);
}

TEST(ClaimTerm, ReadsWhatAClaimMayHold) {
  const struct {
    const char* text;
    std::int64_t value;
  } cases[] = {{"8", 8},
               {"2 + 3 * 4", 14},
               {"(2 + 3) * 4", 20},
               {"20 - 8 - 4", 8},
               {"width / 8", 1},
               {"width % 8", 4},
               {"has_tail() ? 4 : 0", 4},
               {"width < 8 ? 1 : width == 12 ? 2 : 3", 2},
               {"!(1 > 2) && width >= 12", 1},
               {"-3 + width", 9}};
  for (const auto& c : cases) {
    const Result<Value> value = ReadClaimTerm(c.text, Lookup);
    ASSERT_TRUE(value.ok()) << c.text << ": " << value.error().ToText();
    EXPECT_TRUE(value->IsConstant(c.value)) << c.text << " is " << value->ToText();
  }
}

TEST(ClaimTerm, RefusesWhatIsNotResolvedOrNoTerm) {
  for (const char* text : {"", "8 +", "height", "width()", "has_tail", "sizeof(int)", "1 ? 2", "(1",
                           "0x10", "8 8", "99999999999999999999"}) {
    EXPECT_FALSE(ReadClaimTerm(text, Lookup).ok()) << text;
  }
}

}  // namespace
}  // namespace interlock::layout
