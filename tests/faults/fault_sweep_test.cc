// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// Every fault at every operation of small spilling joins: right rows or one clear error, and
// nothing left behind.
//
// usage: fault_sweep_test [--points M]  operations for each join and fault, drawn by the seed, the
//                                       first and the last one always; 0: every one (default 4)
//                         [--seed S] [--shard I --shards N]
//                         [--case C --plan P --operation K --chunks J]   one run
#include <algorithm>
#include <charconv>
#include <cstring>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/differential/dice.h"
#include "tests/differential/oracle.h"
#include "tests/faults/fault_plan.h"
#include "tests/faults/fault_run.h"
#include "tests/faults/sweep_cases.h"
#include "tests/faults/watchdog.h"
#include "tests/unit/reference/spill/temporary_folder.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kViolationsShown = 20;
// Of the places where main stops taking rows in front of a Close, so many are drawn.
constexpr std::int64_t kClosePlacesDrawn = 2;

struct Arguments {
  std::int64_t points = 4;
  std::int64_t seed = 20261120;
  std::int64_t shard = 0;
  std::int64_t shards = 1;
  std::int64_t single_case = -1;
  std::int64_t plan = 0;
  std::int64_t operation = 0;
  std::int64_t chunks = 0;
};

/// What became of the runs with one fault. Thread-compatible.
struct Tally {
  std::int64_t swept = 0;
  std::int64_t possible = 0;
  std::int64_t struck = 0;
  std::int64_t right_rows = 0;
  std::int64_t errors = 0;
  std::int64_t closed = 0;
};

/// Runs and judges. Thread-compatible.
class Sweep {
 public:
  explicit Sweep(const Arguments& arguments)
      : arguments_(arguments), cases_(SweepCases({1, 2, 3})), plans_(AllFaultPlans()) {}

  bool Run() {
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      if (static_cast<std::int64_t>(i) % arguments_.shards == arguments_.shard) SweepCase(i);
    }
    Print();
    return failure_count_ == 0;
  }

  bool RunOne() {
    const std::size_t index = static_cast<std::size_t>(arguments_.single_case);
    if (index >= cases_.size() || static_cast<std::size_t>(arguments_.plan) >= plans_.size()) {
      std::cerr << "no such case or plan\n";
      return false;
    }
    case_index_ = index;
    SetExpected();
    plan_index_ = static_cast<std::size_t>(arguments_.plan);
    FaultPlan plan = plans_[plan_index_];
    plan.operation = arguments_.operation;
    plan.chunk_count = arguments_.chunks;
    const FaultRun run = RunAndJudge(plan);
    std::cout << (run.has_struck ? "struck; " : "not struck; ") << run.status.message() << "\n";
    return failure_count_ == 0;
  }

 private:
  void SetExpected() {
    ConditionCounts counts;
    expected_ = ResultTexts(cases_[case_index_], NestedLoopJoin(cases_[case_index_], counts));
    std::sort(expected_.begin(), expected_.end());
  }

  void SweepCase(std::size_t index) {
    case_index_ = index;
    SetExpected();
    FaultPlan none;
    const FaultRun whole = RunAndJudge(none);
    ++case_count_;
    if (whole.statistics.round_max < 2 || whole.statistics.spilled_probe_rows == 0) {
      Fail(none, {"the join does not spill over more than two rounds"});
    }
    round_max_ = std::max(round_max_, whole.statistics.round_max);
    for (plan_index_ = 0; plan_index_ < plans_.size(); ++plan_index_) {
      if (plans_[plan_index_].effect == FaultEffect::kClose) {
        SweepClose(whole.chunk_count);
      } else {
        SweepOperations(plans_[plan_index_], whole.counts.Of(plans_[plan_index_]));
      }
    }
  }

  /// Close is only called between two calls of Next: for each number of chunks that main has taken,
  /// while the threads go on as far as they can.
  void SweepClose(std::int64_t chunk_count) {
    std::vector<std::int64_t> places;
    for (std::int64_t i = 1; i < chunk_count; ++i) places.push_back(i);
    std::vector<std::int64_t> chosen = places;
    if (arguments_.points > 0) {
      dice_.Shuffle(chosen);
      if (chosen.size() > kClosePlacesDrawn) chosen.resize(kClosePlacesDrawn);
    }
    // Before the first call of Next there is nothing, and behind the last chunk little to
    // interrupt.
    for (std::int64_t place : {kAfterError, std::int64_t{0}, chunk_count}) chosen.push_back(place);
    for (std::int64_t place : chosen) {
      FaultPlan plan = plans_[plan_index_];
      plan.chunk_count = place;
      plan.operation = -1;
      const FaultRun whole = RunAndJudge(plan);
      SweepOperations(plan, whole.counts.Of(plan));
    }
  }

  void SweepOperations(FaultPlan plan, std::int64_t operation_count) {
    Tally& tally = tallies_[plan_index_];
    tally.possible += operation_count;
    std::vector<std::int64_t> operations;
    for (std::int64_t k = 0; k < operation_count; ++k) operations.push_back(k);
    if (arguments_.points > 0) operations = Sample(operations, arguments_.points);
    for (std::int64_t operation : operations) {
      plan.operation = operation;
      ++tally.swept;
      Count(RunAndJudge(plan), tally);
    }
    // Threads meet differently in each run, so one may have more operations than the first had.
    while (arguments_.points == 0) {
      ++plan.operation;
      const FaultRun run = RunAndJudge(plan);
      if (!run.has_struck) break;
      ++tally.swept;
      ++tally.possible;
      Count(run, tally);
    }
  }

  /// Draws from a list; keeps the first and the last one.
  std::vector<std::int64_t> Sample(std::vector<std::int64_t> values, std::int64_t count) {
    if (static_cast<std::int64_t>(values.size()) <= count) return values;
    std::set<std::int64_t> chosen{values.front(), values.back()};
    while (static_cast<std::int64_t>(chosen.size()) < count) chosen.insert(dice_.Pick(values));
    return std::vector<std::int64_t>(chosen.begin(), chosen.end());
  }

  static void Count(const FaultRun& run, Tally& tally) {
    tally.struck += run.has_struck ? 1 : 0;
    tally.right_rows += run.end == RunEnd::kRightRows ? 1 : 0;
    tally.errors += run.end == RunEnd::kError ? 1 : 0;
    tally.closed += run.end == RunEnd::kClosed ? 1 : 0;
  }

  std::string RunText(const FaultPlan& plan) const {
    return ShortText(cases_[case_index_]) + ", " + PlanText(plan) + " (--case " +
           std::to_string(case_index_) + " --plan " + std::to_string(plan_index_) +
           " --operation " + std::to_string(plan.operation) + " --chunks " +
           std::to_string(plan.chunk_count) + ", seed " + std::to_string(arguments_.seed) + ")";
  }

  FaultRun RunAndJudge(const FaultPlan& plan) {
    const Watchdog watchdog(RunText(plan));
    FaultRun run = RunWithFault(cases_[case_index_], plan, folder_.path(), expected_);
    ++run_count_;
    if (!run.violations.empty()) Fail(plan, run.violations);
    return run;
  }

  void Fail(const FaultPlan& plan, const std::vector<std::string>& violations) {
    ++failure_count_;
    if (failure_count_ > kViolationsShown) return;
    std::cout << "FAILED: " << RunText(plan) << "\n";
    for (const std::string& violation : violations) std::cout << "  " << violation << "\n";
    std::cout << std::flush;
  }

  void Print() const {
    Tally sum;
    std::cout
        << "fault                       swept       of   struck  right rows  errors  closed\n";
    for (const auto& [index, tally] : tallies_) {
      PrintLine(NameOf(plans_[index]), tally);
      sum.swept += tally.swept;
      sum.possible += tally.possible;
      sum.struck += tally.struck;
      sum.right_rows += tally.right_rows;
      sum.errors += tally.errors;
      sum.closed += tally.closed;
    }
    PrintLine("all", sum);
    std::cout << case_count_ << " joins of up to " << round_max_ + 1 << " rounds, " << run_count_
              << " runs, " << failure_count_ << " failures; seed " << arguments_.seed << "\n";
  }

  static void PrintLine(const std::string& name, const Tally& tally) {
    const auto column = [](const std::string& text, std::size_t width) {
      return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
    };
    std::cout << name << std::string(name.size() < 24 ? 24 - name.size() : 0, ' ')
              << column(std::to_string(tally.swept), 9) << column(std::to_string(tally.possible), 9)
              << column(std::to_string(tally.struck), 9)
              << column(std::to_string(tally.right_rows), 12)
              << column(std::to_string(tally.errors), 8) << column(std::to_string(tally.closed), 8)
              << "\n";
  }

  const Arguments arguments_;
  const std::vector<JoinCase> cases_;
  const std::vector<FaultPlan> plans_;
  TemporaryFolder folder_;
  Dice dice_{static_cast<std::uint64_t>(arguments_.seed)};
  std::size_t case_index_ = 0;
  std::size_t plan_index_ = 0;
  std::vector<std::string> expected_;
  std::map<std::size_t, Tally> tallies_;
  std::uint64_t round_max_ = 0;
  std::int64_t case_count_ = 0;
  std::int64_t run_count_ = 0;
  std::int64_t failure_count_ = 0;
};

bool Parse(int argument_count, char** values, Arguments& arguments) {
  const std::map<std::string_view, std::int64_t*> numbers{
      {"--points", &arguments.points},       {"--seed", &arguments.seed},
      {"--shard", &arguments.shard},         {"--shards", &arguments.shards},
      {"--case", &arguments.single_case},    {"--plan", &arguments.plan},
      {"--operation", &arguments.operation}, {"--chunks", &arguments.chunks}};
  for (int i = 1; i < argument_count; i += 2) {
    const auto found = numbers.find(values[i]);
    if (found == numbers.end() || i + 1 == argument_count) return false;
    const char* end = values[i + 1] + std::strlen(values[i + 1]);
    if (std::from_chars(values[i + 1], end, *found->second).ptr != end) return false;
  }
  return arguments.points >= 0 && arguments.shards > 0 && arguments.shard >= 0 &&
         arguments.shard < arguments.shards;
}

int Main(int argument_count, char** values) {
  Arguments arguments;
  if (!Parse(argument_count, values, arguments)) {
    std::cerr << "usage: " << values[0]
              << " [--points M] [--seed S] [--shard I --shards N]"
                 " [--case C --plan P --operation K --chunks J]\n";
    return 2;
  }
  // A sanitizer starts a thread of its own with the first thread of the program.
  std::thread([] {}).join();
  Sweep sweep(arguments);
  return (arguments.single_case >= 0 ? sweep.RunOne() : sweep.Run()) ? 0 : 1;
}

}  // namespace
}  // namespace interlock::reference

int main(int argument_count, char** values) {
  return interlock::reference::Main(argument_count, values);
}
