// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/join_run.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "reference/session/session_vars.h"
#include "reference/session/timestamp_oracle.h"
#include "tests/differential/case_source.h"
#include "tests/differential/oracle.h"

namespace interlock::reference {
namespace {

std::int64_t CountEntries(const char* folder) {
  std::int64_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    count += entry.path().empty() ? 0 : 1;
  }
  return count;
}

std::int64_t CountThreads() { return CountEntries("/proc/self/task"); }
std::int64_t CountDescriptors() { return CountEntries("/proc/self/fd"); }

/// Returns the number of threads, once the kernel has forgotten those that were joined: it wakes
/// the one who joins a thread before it takes the thread out of /proc. A thread that was not joined
/// stays.
std::int64_t CountThreadsAfterJoin(std::int64_t expected) {
  std::int64_t count = CountThreads();
  for (int i = 0; i < 2000 && count > expected; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    count = CountThreads();
  }
  return count;
}

std::string ComparisonText(const char* what, std::int64_t actual, std::int64_t expected) {
  return std::string(what) + ": " + std::to_string(actual) + " instead of " +
         std::to_string(expected);
}

/// A join with everything that it needs.
class Execution {
 public:
  Execution(const JoinCase& join_case, SpillStorage& storage)
      : case_(join_case),
        threads_before_(CountThreads()),
        descriptors_before_(CountDescriptors()),
        session_tracker_("session", nullptr,
                         join_case.memory.is_limit_above ? join_case.memory.limit_bytes : 0),
        tracker_("query", &session_tracker_,
                 join_case.memory.is_limit_above ? 0 : join_case.memory.limit_bytes),
        storage_(storage),
        left_(join_case.left, tracker_),
        right_(join_case.right, tracker_),
        join_(left_, right_, join_case.spec, join_case.options,
              HashJoinResources{killer_, tracker_, &storage}) {
    if (join_case.memory.charge_bytes > 0) {
      const bool is_build = join_case.memory.mode != MemoryMode::kChargedByProbe;
      const bool is_left = is_build == (join_case.spec.build_side == JoinSide::kLeft);
      (is_left ? left_ : right_).ChargeAsPlanned(join_case.memory);
    }
  }

  JoinRun Run() {
    if (join_.column_types() != ExpectedTypes(case_)) Violate("wrong types of the result");
    ReadRows();
    if (run_.status.ok() && !run_.was_closed_early) CheckEnd();
    if (!run_.status.ok()) CheckError();
    join_.Close();
    CheckNothingIsLeft();
    join_.Close();
    run_.statistics = join_.statistics();
    CheckStatistics();
    std::sort(run_.rows.begin(), run_.rows.end());
    return std::move(run_);
  }

 private:
  void Violate(const std::string& text) { run_.violations.push_back(text); }

  void ReadRows() {
    Chunk chunk;
    while (run_.status.ok()) {
      if (run_.result_chunk_count == case_.close_after_chunk_count) {
        run_.was_closed_early = true;
        return;
      }
      run_.status = join_.Next(session_, chunk);
      if (!run_.status.ok() || chunk.row_count() == 0) return;
      ++run_.result_chunk_count;
      TakeRows(chunk);
    }
  }

  void TakeRows(const Chunk& chunk) {
    if (chunk.row_count() > case_.options.chunk_row_max) {
      Violate(ComparisonText("rows of a chunk", chunk.row_count(), case_.options.chunk_row_max));
    }
    if (chunk.column_count() != static_cast<std::int64_t>(ExpectedTypes(case_).size())) {
      Violate(ComparisonText("columns of a chunk", chunk.column_count(),
                             static_cast<std::int64_t>(ExpectedTypes(case_).size())));
      return;
    }
    Row row;
    for (std::int64_t i = 0; i < chunk.row_count(); ++i) {
      row.clear();
      for (std::int64_t j = 0; j < chunk.column_count(); ++j) row.push_back(chunk.Cell(i, j));
      run_.rows.push_back(RowText(row));
    }
  }

  void CheckEnd() {
    Chunk chunk;
    for (int i = 0; i < 2; ++i) {
      const Status status = join_.Next(session_, chunk);
      if (!status.ok()) Violate("Next after the end: " + status.message());
      if (chunk.row_count() != 0) Violate("Next after the end: rows");
    }
  }

  void CheckError() {
    Chunk chunk;
    if (join_.Next(session_, chunk).ok()) Violate("Next after an error: none");
  }

  void CheckNothingIsLeft() {
    const std::int64_t threads = CountThreadsAfterJoin(threads_before_);
    if (threads != threads_before_) {
      Violate(ComparisonText("threads after Close", threads, threads_before_));
    }
    const std::int64_t descriptors = CountDescriptors();
    if (descriptors != descriptors_before_) {
      Violate(ComparisonText("open descriptors after Close", descriptors, descriptors_before_));
    }
    if (!left_.is_closed() || !right_.is_closed()) Violate("a child is not closed after Close");
    if (storage_.statistics().files_open.Load() != 0) {
      Violate(
          ComparisonText("spill files after Close", storage_.statistics().files_open.Load(), 0));
    }
    for (const MemoryTracker* tracker : {&tracker_, &session_tracker_}) {
      if (tracker->consumed_bytes() == 0) continue;
      Violate(ComparisonText("bytes charged after Close", tracker->consumed_bytes(), 0));
    }
    for (const CaseSource* source : {&left_, &right_}) {
      if (!source->misuse().empty()) Violate(source->misuse());
    }
  }

  void CheckStatistics() {
    const HashJoinStatistics& statistics = run_.statistics;
    if (statistics.probe_rows > case_.probe().rows.size()) Violate("counted too many probe rows");
    if (case_.memory.limit_bytes == 0 && statistics.spill_count > 0) {
      Violate("spilled without a limit");
    }
    const bool has_rows = statistics.spilled_build_rows + statistics.spilled_probe_rows > 0;
    if (has_rows && statistics.spill_count == 0) Violate("rows were spilled, but never spilled");
  }

  const JoinCase& case_;
  const std::int64_t threads_before_;
  const std::int64_t descriptors_before_;
  JoinRun run_;
  TimestampOracle oracle_;
  SessionVars session_{"root", oracle_};
  Killer killer_;
  MemoryTracker session_tracker_;
  MemoryTracker tracker_;
  SpillStorage& storage_;
  CaseSource left_;
  CaseSource right_;
  HashJoinV2 join_;
};

}  // namespace

JoinRun RunJoin(const JoinCase& join_case, SpillStorage& storage) {
  return Execution(join_case, storage).Run();
}

std::string JudgeRun(const JoinCase& join_case, const JoinRun& run,
                     const std::vector<std::string>& expected_rows) {
  std::string text;
  for (const std::string& violation : run.violations) text += violation + "\n";
  if (!run.status.ok()) {
    const bool is_exhausted = run.status.code() == StatusCode::kResourceExhausted;
    if (!is_exhausted || !join_case.MayExhaustRounds()) {
      text += "error: " + run.status.message() + "\n";
    }
    return text;
  }
  if (run.was_closed_early) {
    // Whatever came until then must be rows of the result, none of them too often.
    if (!std::includes(expected_rows.begin(), expected_rows.end(), run.rows.begin(),
                       run.rows.end())) {
      text += "rows before Close that are not in the result\n";
    }
    return text;
  }
  return text + DescribeDifference(run.rows, expected_rows);
}

}  // namespace interlock::reference
