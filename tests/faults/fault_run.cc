// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/fault_run.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include "reference/join/hash_join_v2.h"
#include "reference/memory/memory_tracker.h"
#include "reference/session/session_vars.h"
#include "reference/session/timestamp_oracle.h"
#include "reference/spill/posix_file_operations.h"
#include "reference/spill/spill_storage.h"
#include "reference/status/check.h"
#include "tests/differential/oracle.h"
#include "tests/faults/charge_watch.h"
#include "tests/faults/faulty_source.h"
#include "tests/faults/lock_interposer.h"
#include "tests/faults/process_state.h"
#include "tests/faults/strike_point.h"
#include "tests/unit/reference/spill/faulty_file_operations.h"
#include "tests/unit/reference/spill/temporary_folder.h"

namespace interlock::reference {
namespace {

// A tracker with this limit is over it after every positive charge.
constexpr std::int64_t kSmallestLimit = 1;
// Without a lock for so long the join stands still.
constexpr std::chrono::milliseconds kStandstill(3);
// How long an operation waits for main to begin Close.
constexpr std::chrono::milliseconds kCloseWait(20);
constexpr std::chrono::microseconds kLook(20);
// How long the first write takes, and how long the probe child waits for it.
constexpr std::chrono::microseconds kSpillTime(500);
constexpr std::chrono::milliseconds kSpillWait(20);

const char* const kRefusedText = "charge refused by the test";
const char* const kCancelledText = "cancelled by the test";
const char* const kBuildChildText = "build child fails";
const char* const kProbeChildText = "probe child fails";

/// An error that a plan may lead to. Thread-compatible.
struct AllowedError {
  StatusCode code;
  std::string text;  // a part of the message
};

std::vector<AllowedError> AllowedFileErrors(FaultKind kind) {
  switch (kind) {
    case FaultKind::kNoSpace:
      return {{StatusCode::kUnavailable, "ENOSPC"}};
    case FaultKind::kInputOutputError:
      return {{StatusCode::kUnavailable, "EIO"}};
    case FaultKind::kNoDescriptor:
      return {{StatusCode::kUnavailable, "EMFILE"}};
    case FaultKind::kNothingDone:
      return {{StatusCode::kUnavailable, "takes no more bytes"},
              {StatusCode::kDataLoss, "ends inside a block"}};
    case FaultKind::kBitFlip:
      return {{StatusCode::kDataLoss, "spill block has a wrong"}};
    default:
      return {};
  }
}

/// Returns the errors that a run with this plan may end with.
std::vector<AllowedError> AllowedErrors(const FaultPlan& plan) {
  switch (plan.effect) {
    case FaultEffect::kNone:
      return {};
    case FaultEffect::kClose:
      if (plan.chunk_count != kAfterError) return {};
      return {{StatusCode::kUnavailable, kProbeChildText}};
    case FaultEffect::kFileFault:
      return AllowedFileErrors(plan.file_kind);
    case FaultEffect::kRefuse:
      return {{StatusCode::kResourceExhausted, kRefusedText}};
    case FaultEffect::kCancel:
      return {{StatusCode::kCancelled, kCancelledText}};
    case FaultEffect::kChildThrows:
      return {{StatusCode::kResourceExhausted, "memory"}};
    case FaultEffect::kChildError:
      break;
  }
  std::vector<AllowedError> errors;
  if (plan.site != FaultSite::kProbeChild) {
    errors.push_back({StatusCode::kUnavailable, kBuildChildText});
  }
  if (plan.site != FaultSite::kBuildChild) {
    errors.push_back({StatusCode::kUnavailable, kProbeChildText});
  }
  return errors;
}

/// Whether a strike may be survived with right rows. A lost byte of a spill file may not, nor a
/// child's error; a query that is killed at its last operations may be through.
bool MustFail(const FaultPlan& plan) {
  if (plan.effect == FaultEffect::kFileFault) return !AllowedErrors(plan).empty();
  return plan.effect == FaultEffect::kChildError || plan.effect == FaultEffect::kChildThrows;
}

std::string Comparison(const char* what, std::int64_t actual, std::int64_t expected) {
  return std::string(what) + ": " + std::to_string(actual) + " instead of " +
         std::to_string(expected);
}

/// The run of a join, with everything that it needs.
class Execution {
 public:
  Execution(const JoinCase& join_case, const FaultPlan& plan, const std::string& folder,
            const std::vector<std::string>& expected_rows)
      : case_(join_case),
        plan_(plan),
        folder_(folder),
        expected_rows_(expected_rows),
        threads_before_(CountThreads()),
        descriptors_before_(CountDescriptors()) {}

  FaultRun Run() {
    {
      // Its end checks that the join took its action away.
      MemoryTracker session_tracker("session", nullptr, kSmallestLimit);
      ChargeWatch watch(charges_);
      session_tracker.AddAction(watch);
      {
        MemoryTracker tracker("statement", &session_tracker, case_.memory.limit_bytes);
        RunJoin(tracker);
        CheckTracker(tracker);
      }
      CheckTracker(session_tracker);
      session_tracker.RemoveAction(watch);
    }
    CheckProcess();
    return std::move(run_);
  }

 private:
  void Violate(const std::string& text) { run_.violations.push_back(text); }

  void RunJoin(MemoryTracker& tracker) {
    PosixFileOperations system;
    StrikePoint writes;
    writes.Arm(0, [this] { BeInSpill(); });
    CountingFileOperations counting(system, files_, writes);
    FaultyFileOperations faulty(counting);
    Fault fault;
    fault.kind = plan_.effect == FaultEffect::kFileFault ? plan_.file_kind : FaultKind::kNone;
    fault.first = plan_.operation;
    fault.is_lasting = plan_.is_lasting;
    faulty.SetFault(fault);
    const bool is_file_fault = plan_.effect == FaultEffect::kFileFault;
    FileOperations& operations = is_file_fault ? static_cast<FileOperations&>(faulty) : counting;
    SpillStorage storage(folder_, operations);
    FaultySource left(case_.left, tracker);
    FaultySource right(case_.right, tracker);
    const bool builds_left = case_.spec.build_side == JoinSide::kLeft;
    FaultySource& build = builds_left ? left : right;
    FaultySource& probe = builds_left ? right : left;
    ArmChildren(build, probe);
    if (case_.memory.mode == MemoryMode::kChargedByProbe) {
      probe.CallFirst([this, &tracker] { ChargeInSpill(tracker); });
    }
    // The join points at the plan it copied, so it is made where it stays.
    std::optional<HashJoinV2> join;
    join.emplace(left, right, case_.spec, case_.options,
                 HashJoinResources{killer_, tracker, &storage});
    ReadRows(*join);
    EndJoin(*join);
    DisarmPoints();
    run_.statistics = join->statistics();
    join.reset();
    run_.has_struck = plan_.effect == FaultEffect::kFileFault
                          ? faulty.struck_count() > 0
                          : files_.has_struck() || charges_.has_struck() || locks_.has_struck() ||
                                build.has_struck() || probe.has_struck();
    run_.counts.files = counting.counts();
    run_.counts.charges = charges_.count();
    run_.counts.locks = locks_.count();
    run_.counts.build_calls = build.call_count();
    run_.counts.probe_calls = probe.call_count();
    CheckEnd();
    CheckChildren(build, probe);
    if (is_file_fault && faulty.open_count() + faulty.wrong_close_count() != 0) {
      Violate(Comparison("files open, or closed twice", faulty.open_count(), 0));
    }
    if (storage.statistics().files_open.Load() != 0) {
      Violate(Comparison("spill files after Close", storage.statistics().files_open.Load(), 0));
    }
  }

  void ArmChildren(FaultySource& build, FaultySource& probe) {
    const bool hits_build =
        plan_.site == FaultSite::kBuildChild || plan_.site == FaultSite::kBothChildren;
    const bool hits_probe =
        plan_.site == FaultSite::kProbeChild || plan_.site == FaultSite::kBothChildren;
    if (plan_.effect == FaultEffect::kChildError || plan_.effect == FaultEffect::kChildThrows) {
      const std::int64_t never = StrikePoint::kNever;
      build.FailAt(hits_build ? plan_.operation : never, plan_.effect, IoError(kBuildChildText));
      probe.FailAt(hits_probe ? plan_.operation : never, plan_.effect, IoError(kProbeChildText));
      return;
    }
    if (IsClosedAfterError()) {
      probe.FailAt(0, FaultEffect::kChildError, IoError(kProbeChildText));
      return;
    }
    build.CallAt(hits_build ? plan_.operation : StrikePoint::kNever, StrikeAction());
    probe.CallAt(hits_probe ? plan_.operation : StrikePoint::kNever, StrikeAction());
  }

  /// The first write to a file: a spill is under way, and takes its time.
  void BeInSpill() {
    is_in_spill_.store(true, std::memory_order_relaxed);
    std::this_thread::sleep_for(kSpillTime);
  }

  /// Charges a little when a spill is under way, so that the calling thread waits for its end.
  void ChargeInSpill(MemoryTracker& tracker) {
    const auto end = std::chrono::steady_clock::now() + kSpillWait;
    while (!is_in_spill_.load(std::memory_order_relaxed) &&
           std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(kLook);
    }
    tracker.Consume(1);
    tracker.Consume(-1);
  }

  bool IsClosedAfterError() const {
    return plan_.effect == FaultEffect::kClose && plan_.chunk_count == kAfterError;
  }

  std::function<void()> StrikeAction() {
    switch (plan_.effect) {
      case FaultEffect::kRefuse:
        return [this] { killer_.Kill(ResourceExhausted(kRefusedText)); };
      case FaultEffect::kCancel:
        return [this] { killer_.Kill(Cancelled(kCancelledText)); };
      case FaultEffect::kClose:
        return [this] { WaitForClose(); };
      default:
        return [] {};
    }
  }

  void ArmPoints() {
    const auto operation_of = [this](FaultSite site) {
      const bool is_called = plan_.effect == FaultEffect::kRefuse ||
                             plan_.effect == FaultEffect::kCancel ||
                             plan_.effect == FaultEffect::kClose;
      return is_called && plan_.site == site ? plan_.operation : StrikePoint::kNever;
    };
    files_.Arm(operation_of(FaultSite::kFile), StrikeAction());
    charges_.Arm(operation_of(FaultSite::kCharge), StrikeAction());
    locks_.Arm(operation_of(FaultSite::kLock), StrikeAction());
  }

  void DisarmPoints() {
    SetLockPoint(nullptr);
    files_.Disarm();
    charges_.Disarm();
    locks_.Disarm();
  }

  void WaitForClose() {
    is_reached_.store(true, std::memory_order_relaxed);
    const auto end = std::chrono::steady_clock::now() + kCloseWait;
    while (!is_closing_.load(std::memory_order_relaxed) && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(kLook);
    }
  }

  void ReadRows(HashJoinV2& join) {
    SetLockPoint(&locks_);
    const bool closes = plan_.effect == FaultEffect::kClose;
    if (!closes || plan_.chunk_count <= 0) ArmPoints();
    Chunk chunk;
    while (true) {
      if (closes && run_.chunk_count == plan_.chunk_count) {
        if (plan_.chunk_count > 0) ArmPoints();
        AwaitOperation();
        run_.end = RunEnd::kClosed;
        return;
      }
      run_.status = join.Next(session_, chunk);
      if (!run_.status.ok() || chunk.row_count() == 0) break;
      ++run_.chunk_count;
      Row row;
      for (std::int64_t i = 0; i < chunk.row_count(); ++i) {
        row.clear();
        for (std::int64_t j = 0; j < chunk.column_count(); ++j) row.push_back(chunk.Cell(i, j));
        rows_.push_back(RowText(row));
      }
    }
    run_.end = run_.status.ok() ? RunEnd::kRightRows : RunEnd::kError;
    if (IsClosedAfterError()) AwaitOperation();
  }

  /// Waits until the operation is reached, or the join stands still because nobody takes rows.
  void AwaitOperation() {
    std::int64_t last_count = -1;
    auto last_change = std::chrono::steady_clock::now();
    while (!is_reached_.load(std::memory_order_relaxed)) {
      const auto now = std::chrono::steady_clock::now();
      if (locks_.count() != last_count) {
        last_count = locks_.count();
        last_change = now;
      }
      if (now - last_change >= kStandstill) return;
      std::this_thread::sleep_for(kLook);
    }
  }

  void EndJoin(HashJoinV2& join) {
    Chunk chunk;
    for (int i = 0; i < 2 && run_.end != RunEnd::kClosed; ++i) {
      const Status again = join.Next(session_, chunk);
      if (chunk.row_count() != 0) Violate("rows behind the end");
      if (again.code() != run_.status.code() || again.message() != run_.status.message()) {
        Violate("Next behind the end differs: \"" + again.message() + "\" behind \"" +
                run_.status.message() + "\"");
      }
    }
    is_closing_.store(true, std::memory_order_relaxed);
    join.Close();
    join.Close();
    if (join.Next(session_, chunk).ok()) Violate("Next after Close: no error");
    if (chunk.row_count() != 0) Violate("Next after Close: rows");
  }

  void CheckEnd() {
    std::sort(rows_.begin(), rows_.end());
    if (run_.end != RunEnd::kRightRows) {
      if (!std::includes(expected_rows_.begin(), expected_rows_.end(), rows_.begin(),
                         rows_.end())) {
        Violate("rows that are not in the result, or too often");
      }
    } else {
      const std::string difference = DescribeDifference(rows_, expected_rows_);
      if (!difference.empty()) Violate("wrong rows without an error\n" + difference);
      if (run_.has_struck && MustFail(plan_)) Violate("no error in spite of the fault");
    }
    if (run_.end == RunEnd::kError) CheckError();
  }

  void CheckError() {
    if (!run_.has_struck && !IsClosedAfterError()) Violate("error without a fault");
    for (const AllowedError& allowed : AllowedErrors(plan_)) {
      const bool has_text = run_.status.message().find(allowed.text) != std::string::npos;
      if (has_text && run_.status.code() == allowed.code) return;
    }
    Violate("wrong error: code=" + std::to_string(static_cast<int>(run_.status.code())) + " \"" +
            run_.status.message() + "\"");
  }

  void CheckChildren(const FaultySource& build, const FaultySource& probe) {
    for (const FaultySource* child : {&build, &probe}) {
      const char* name = child == &build ? "build child: " : "probe child: ";
      if (!child->is_closed()) Violate(std::string(name) + "not closed after Close");
      if (!child->misuse().empty()) Violate(name + child->misuse());
    }
  }

  void CheckTracker(const MemoryTracker& tracker) {
    if (tracker.consumed_bytes() == 0) return;
    Violate(
        Comparison(("bytes charged to " + tracker.label()).c_str(), tracker.consumed_bytes(), 0));
  }

  void CheckProcess() {
    const std::int64_t threads = CountThreadsAfterJoin(threads_before_);
    if (threads != threads_before_) Violate(Comparison("threads", threads, threads_before_));
    const std::int64_t descriptors = CountDescriptors();
    if (descriptors != descriptors_before_) {
      Violate(Comparison("descriptors", descriptors, descriptors_before_));
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      Violate("file left behind: " + entry.path().filename().string());
    }
  }

  const JoinCase& case_;
  const FaultPlan& plan_;
  const std::string& folder_;
  const std::vector<std::string>& expected_rows_;
  const std::int64_t threads_before_;
  const std::int64_t descriptors_before_;
  FaultRun run_;
  std::vector<std::string> rows_;
  TimestampOracle oracle_;
  SessionVars session_{"root", oracle_};
  Killer killer_;
  StrikePoint files_;
  StrikePoint charges_;
  StrikePoint locks_;
  // Relaxed throughout: they must not order the threads of the join.
  std::atomic<bool> is_reached_{false};
  std::atomic<bool> is_closing_{false};
  std::atomic<bool> is_in_spill_{false};
};

}  // namespace

std::int64_t OperationCounts::Of(const FaultPlan& plan) const {
  switch (plan.site) {
    case FaultSite::kCharge:
      return charges;
    case FaultSite::kLock:
      return locks;
    case FaultSite::kBuildChild:
      return build_calls;
    case FaultSite::kProbeChild:
      return probe_calls;
    case FaultSite::kBothChildren:
      return std::max(build_calls, probe_calls);
    case FaultSite::kFile:
      break;
  }
  switch (plan.file_kind) {
    case FaultKind::kNoSpace:
      return files.opens + files.writes;
    case FaultKind::kNoDescriptor:
      return files.opens;
    case FaultKind::kShortCount:
    case FaultKind::kInterrupted:
    case FaultKind::kNothingDone:
      return files.writes + files.reads;
    case FaultKind::kBitFlip:
      return files.reads;
    default:
      return files.all();
  }
}

FaultRun RunWithFault(const JoinCase& join_case, const FaultPlan& plan, const std::string& folder,
                      const std::vector<std::string>& expected_rows) {
  return Execution(join_case, plan, folder, expected_rows).Run();
}

}  // namespace interlock::reference
