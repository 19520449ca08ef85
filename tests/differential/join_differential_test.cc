// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// Hash join v2 against the oracles, on generated cases.
#include <algorithm>
#include <iostream>
#include <thread>

#include "reference/spill/posix_file_operations.h"
#include "tests/differential/coverage.h"
#include "tests/differential/join_run.h"
#include "tests/differential/oracle.h"
#include "tests/differential/property_runner.h"
#include "tests/differential/sqlite_oracle.h"

namespace interlock::reference {
namespace {

/// Counts what was judged by whom. Thread-compatible.
class Judge {
 public:
  explicit Judge(SpillStorage& storage) : storage_(storage), sqlite_(SqliteOracle::Open()) {}

  std::string operator()(const JoinCase& join_case) {
    ConditionCounts counts;
    std::vector<JoinedRow> expected = NestedLoopJoin(join_case, counts);
    coverage_.AddCase(join_case, counts);
    ++nested_loop_count_;
    std::string failure = CompareOracles(join_case, expected);
    const JoinRun run = RunJoin(join_case, storage_);
    coverage_.AddRun(join_case, run);
    row_count_ += run.rows.size();
    spilled_row_count_ += run.statistics.spilled_build_rows + run.statistics.spilled_probe_rows;
    failure += JudgeRun(join_case, run, ResultTexts(join_case, expected));
    return failure;
  }

  /// Prints what the run reached; returns whether nothing is missing.
  bool Report() const {
    coverage_.Print(std::cout);
    std::cout << "judged by nested loops: " << nested_loop_count_ << " cases\n"
              << "judged by SQLite: " << sqlite_count_ << " cases"
              << (sqlite_ == nullptr ? " (SKIPPED: built without SQLite)" : "") << "\n"
              << "rows of results: " << row_count_ << ", rows spilled: " << spilled_row_count_
              << ", bytes written to spill files: " << storage_.statistics().bytes_written.Load()
              << "\n";
    const std::vector<std::string> missing = coverage_.Missing();
    for (const std::string& category : missing) {
      std::cout << "never reached: " << category << "\n";
    }
    return missing.empty() && (sqlite_ == nullptr || sqlite_count_ > 0);
  }

 private:
  std::string CompareOracles(const JoinCase& join_case, std::vector<JoinedRow>& expected) {
    if (sqlite_ == nullptr || !SqliteOracle::CanJudge(join_case)) return "";
    ++sqlite_count_;
    std::vector<JoinedRow> judged = sqlite_->Join(join_case);
    std::sort(judged.begin(), judged.end());
    std::sort(expected.begin(), expected.end());
    return judged == expected ? "" : "the oracles differ: see differential.oracles\n";
  }

  SpillStorage& storage_;
  std::unique_ptr<SqliteOracle> sqlite_;
  Coverage coverage_ = Coverage::OfRuns();
  std::int64_t nested_loop_count_ = 0;
  std::int64_t sqlite_count_ = 0;
  std::uint64_t row_count_ = 0;
  std::uint64_t spilled_row_count_ = 0;
};

int Main(int argument_count, char** arguments) {
  const RunParameters parameters = ParseRunParameters(argument_count, arguments);
  PosixFileOperations operations;
  StatusOr<std::unique_ptr<SpillStorage>> storage =
      SpillStorage::Open(SpillStorage::DefaultFolder(), operations);
  if (!storage.ok()) {
    std::cerr << storage.status().message() << "\n";
    return 1;
  }
  // A sanitizer starts a thread of its own with the first thread of the program.
  std::thread([] {}).join();
  Judge judge(*storage.value());
  const bool holds = HoldsForCases("hash join v2 gives the rows of the oracles", parameters,
                                   [&](const JoinCase& join_case) { return judge(join_case); });
  if (parameters.has_single_case) return holds ? 0 : 1;
  const bool is_complete = judge.Report();
  return holds && is_complete ? 0 : 1;
}

}  // namespace
}  // namespace interlock::reference

int main(int argument_count, char** arguments) {
  return interlock::reference::Main(argument_count, arguments);
}
