// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/name_filter.h"

#include <gtest/gtest.h>

namespace interlock::cli {
namespace {

struct Row {
  const char* filter;
  const char* name;
  bool selected;
};

TEST(NameFilter, SelectsByGlobs) {
  const Row rows[] = {
      {"*", "session-map", true},
      {"", "session-map", true},
      {"session-map", "session-map", true},
      {"session-map", "session-maps", false},
      {"*,-spill*", "spill.restore", false},
      {"*,-spill*", "session-map", true},
      {"-spill*", "spill.restore", false},
      {"-spill*", "session-map", true},
      {"*,-spill*,spill.first", "spill.first", true},
      {"A.*:-A.slow", "A.fast", true},
      {"A.*:-A.slow", "A.slow", false},
      {"A.*:B.*-", "C", false},
      {"A.*:-A.slow:A.big", "A.big", false},
      {"session-map,hash", "hash", true},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(NameFilter(row.filter).Selects(row.name), row.selected)
        << row.filter << " on " << row.name;
  }
}

}  // namespace
}  // namespace interlock::cli
