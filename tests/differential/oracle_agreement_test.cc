// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// The oracles against each other: nested loops and SQLite must agree on generated cases.
#include <algorithm>
#include <iostream>

#include "tests/differential/coverage.h"
#include "tests/differential/oracle.h"
#include "tests/differential/property_runner.h"
#include "tests/differential/sqlite_oracle.h"

namespace interlock::reference {
namespace {

std::vector<std::string> Texts(std::vector<JoinedRow> rows) {
  std::vector<std::string> texts;
  for (const JoinedRow& row : rows) {
    texts.push_back("left row " + std::to_string(row.left) + ", right row " +
                    std::to_string(row.right) + ", mark " +
                    std::to_string(static_cast<int>(row.mark)));
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

int Main(int argument_count, char** arguments) {
  const RunParameters parameters = ParseRunParameters(argument_count, arguments);
  const std::unique_ptr<SqliteOracle> sqlite = SqliteOracle::Open();
  if (sqlite == nullptr) {
    std::cout << "SKIPPED: built without SQLite\n";
    return 77;
  }
  Coverage coverage = Coverage::OfCases();
  std::int64_t judged_count = 0;
  std::int64_t row_count = 0;
  std::size_t result_rows_max = 0;
  const bool holds = HoldsForCases(
      "nested loops and SQLite agree", parameters, [&](const JoinCase& join_case) -> std::string {
        ConditionCounts counts;
        const std::vector<JoinedRow> expected = NestedLoopJoin(join_case, counts);
        coverage.AddCase(join_case, counts);
        result_rows_max = std::max(result_rows_max, expected.size());
        if (!SqliteOracle::CanJudge(join_case)) return "";
        ++judged_count;
        row_count += static_cast<std::int64_t>(expected.size());
        const std::string difference =
            DescribeDifference(Texts(sqlite->Join(join_case)), Texts(expected));
        if (difference.empty()) return "";
        return "SQLite and nested loops differ (rows of SQLite first)\n" + difference +
               sqlite->QueryOf(join_case) + "\n";
      });
  if (parameters.has_single_case) return holds ? 0 : 1;
  coverage.Print(std::cout);
  std::cout << "judged by both: " << judged_count << " cases, " << row_count
            << " rows of results; largest result " << result_rows_max << " rows\n";
  for (const std::string& category : coverage.Missing()) {
    std::cout << "never reached: " << category << "\n";
  }
  return holds && coverage.Missing().empty() && judged_count > 0 ? 0 : 1;
}

}  // namespace
}  // namespace interlock::reference

int main(int argument_count, char** arguments) {
  return interlock::reference::Main(argument_count, arguments);
}
