// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/mutants/ended_join/ended_join.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "annotations/atomic.h"
#include "reference/join/hash_join_v2.h"
#include "reference/memory/memory_action.h"
#include "reference/memory/memory_tracker.h"
#include "reference/session/session_vars.h"
#include "reference/spill/posix_file_operations.h"
#include "reference/spill/spill_storage.h"

namespace interlock::reference {
namespace {

const char* const kChildText = "child fails";
const char* const kMemoryText = "out of memory";
constexpr int kFirstPriority = 1000;  // before any action of a join

/// A child that fails when told, and knows who is inside it.
class WatchedSource final : public RowSource {
 public:
  WatchedSource(std::vector<Row> rows, std::int64_t chunk_row_max)
      : types_{DataType::kInt64, DataType::kInt64, DataType::kBytes},
        rows_(std::move(rows)),
        chunk_row_max_(chunk_row_max) {}

  /// Makes call `call` of Next, counted from 1, return an error.
  void FailAt(std::int64_t call) { failing_call_ = call; }
  /// Makes each call of Next charge so many bytes and give them back: it waits while a spill lasts.
  void Charge(MemoryTracker& tracker, std::int64_t bytes) {
    tracker_ = &tracker;
    charged_bytes_ = bytes;
  }

  const std::vector<DataType>& column_types() const override { return types_; }
  Status Next(SessionVars&, Chunk& chunk) override {
    inside_.FetchAddRelaxed(1);  // orders nothing: a lost join stays visible
    chunk.Reset(types_);
    ++call_count_;
    if (charged_bytes_ > 0) {
      tracker_->Consume(charged_bytes_);
      tracker_->Consume(-charged_bytes_);
    }
    while (chunk.row_count() < chunk_row_max_ && next_row_ < rows_.size()) {
      chunk.AppendRow(rows_[next_row_++]);
    }
    const bool fails = call_count_ == failing_call_;
    inside_.FetchSubRelaxed(1);  // as above
    return fails ? IoError(kChildText) : Status();
  }
  void Close() override { next_row_ = rows_.size(); }

  bool is_used() const { return inside_.LoadRelaxed() != 0; }  // as above
  bool has_failed() const { return failing_call_ > 0 && call_count_ >= failing_call_; }

 private:
  const std::vector<DataType> types_;
  const std::vector<Row> rows_;
  const std::int64_t chunk_row_max_;
  MemoryTracker* tracker_ = nullptr;
  std::int64_t charged_bytes_ = 0;
  std::int64_t failing_call_ = 0;
  std::int64_t call_count_ = 0;
  std::size_t next_row_ = 0;
  Atomic<std::int64_t> inside_;
};

/// Refuses memory by an exception in the thread that charges.
class ThrowingAction final : public MemoryAction {
 public:
  explicit ThrowingAction(std::int64_t throwing_call)
      : MemoryAction(kFirstPriority), throwing_call_(throwing_call) {}

  void Act(MemoryTracker& tracker) override {
    if (call_count_.FetchAdd(1) + 1 == throwing_call_) throw std::bad_alloc();
    ActFallback(tracker);
  }
  bool has_thrown() const { return call_count_.Load() >= throwing_call_; }

 private:
  const std::int64_t throwing_call_;
  Atomic<std::int64_t> call_count_;
};

std::string TextOf(const Row& row) {
  std::string text;
  for (const Value& value : row) text += value.ToText() + " | ";
  return text;
}

/// Uses the heap up to `bytes` below the next power of two; false if that is out of reach.
bool GoBelowPower(std::int64_t bytes) {
  constexpr std::uint64_t kReach = std::uint64_t{8} << 30;
  constexpr std::uint64_t kBetweenBlocks = 32;
  const std::uint64_t address = reinterpret_cast<std::uintptr_t>(std::malloc(16));
  const std::uint64_t distance = std::bit_ceil(address) - address;
  const std::uint64_t left = static_cast<std::uint64_t>(bytes) + 2 * kBetweenBlocks;
  if (distance > kReach || distance <= left) return false;
  // Not freed: what lies in between is not used again.
  return std::malloc(distance - left) != nullptr;
}

}  // namespace

StatusOr<EndedJoin> EndedJoin::Parse(const std::vector<std::string>& words) {
  EndedJoin join;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (i + 1 == words.size()) return InvalidArgument("no value: " + words[i]);
    Status status = join.SetOption(words[i], words[i + 1]);
    if (!status.ok()) return status;
  }
  return join;
}

Status EndedJoin::SetOption(const std::string& name, const std::string& value) {
  static const std::map<std::string, JoinFault> faults{{"none", JoinFault::kNone},
                                                       {"build-error", JoinFault::kBuildError},
                                                       {"probe-error", JoinFault::kProbeError},
                                                       {"charge-throws", JoinFault::kChargeThrows}};
  if (name == "--fault") {
    if (!faults.contains(value)) return InvalidArgument("unknown fault: " + value);
    fault_ = faults.at(value);
    return Status();
  }
  if (name == "--temp-dir") {
    folder_ = value;
    return Status();
  }
  const std::map<std::string, std::pair<std::int64_t*, std::int64_t>> numbers{
      {"--workers", {&worker_count_, 1}},
      {"--partitions", {&partition_count_, 1}},
      {"--left", {&left_row_count_, 0}},
      {"--right", {&right_row_count_, 0}},
      {"--keys", {&key_count_, 1}},
      {"--chunk", {&chunk_row_max_, 1}},
      {"--payload", {&payload_bytes_, 0}},
      {"--limit", {&limit_bytes_, 0}},
      {"--at", {&fault_operation_, 1}},
      {"--take", {&taken_chunk_count_, -1}},
      {"--probe-charges", {&probe_charge_bytes_, 0}},
      {"--below-power", {&bytes_below_power_, 0}}};
  if (!numbers.contains(name)) return InvalidArgument("unknown option: " + name);
  const auto [number, minimum] = numbers.at(name);
  char* end = nullptr;
  *number = std::strtoll(value.c_str(), &end, 10);
  if (value.empty() || *end != '\0' || *number < minimum) {
    return InvalidArgument("wrong number: " + name + " " + value);
  }
  return Status();
}

Row EndedJoin::MakeRow(std::int64_t number) const {
  return Row{Value(number % key_count_), Value(number),
             Value(std::string(static_cast<std::size_t>(payload_bytes_),
                               static_cast<char>('a' + number % 26)))};
}

std::vector<std::string> EndedJoin::JoinByDefinition() const {
  std::vector<std::string> rows;
  for (std::int64_t left = 0; left < left_row_count_; ++left) {
    for (std::int64_t right = 0; right < right_row_count_; ++right) {
      if (left % key_count_ != right % key_count_) continue;
      Row row = MakeRow(left);
      const Row partner = MakeRow(right);
      row.push_back(partner[1]);
      row.push_back(partner[2]);
      rows.push_back(TextOf(row));
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

Status EndedJoin::Run() const {
  if (bytes_below_power_ > 0 && !GoBelowPower(bytes_below_power_)) {
    return InvalidArgument("no power of two near the heap");
  }
  std::vector<Row> left_rows;
  std::vector<Row> right_rows;
  for (std::int64_t i = 0; i < left_row_count_; ++i) left_rows.push_back(MakeRow(i));
  for (std::int64_t i = 0; i < right_row_count_; ++i) right_rows.push_back(MakeRow(i));
  WatchedSource left(std::move(left_rows), chunk_row_max_);
  WatchedSource right(std::move(right_rows), chunk_row_max_);
  if (fault_ == JoinFault::kBuildError) right.FailAt(fault_operation_);
  if (fault_ == JoinFault::kProbeError) left.FailAt(fault_operation_);
  JoinSpec spec;
  spec.left_keys = {0};
  spec.right_keys = {0};
  spec.left_output = {0, 1, 2};
  spec.right_output = {1, 2};
  HashJoinV2Options options;
  options.worker_count = worker_count_;
  options.partition_count = partition_count_;
  options.chunk_row_max = chunk_row_max_;
  options.spill_chunk_row_max = chunk_row_max_;
  options.segment_row_max = chunk_row_max_;

  TimestampOracle oracle;
  SessionVars session("root", oracle);
  Killer killer;
  PosixFileOperations operations;
  SpillStorage storage(folder_.empty() ? SpillStorage::DefaultFolder() : folder_, operations);
  MemoryTracker tracker("statement", nullptr, limit_bytes_);
  left.Charge(tracker, probe_charge_bytes_);
  ThrowingAction action(fault_operation_);
  const bool throws = fault_ == JoinFault::kChargeThrows;
  if (throws) tracker.AddAction(action);
  Status status;
  bool is_closed_early = false;
  std::vector<Row> rows;
  bool is_used_after_close = false;
  {
    HashJoinV2 join(left, right, spec, options,
                    HashJoinResources{killer, tracker, limit_bytes_ > 0 ? &storage : nullptr});
    Chunk chunk;
    for (std::int64_t taken = 0; true; ++taken) {
      is_closed_early = taken == taken_chunk_count_;
      if (is_closed_early) break;
      status = join.Next(session, chunk);
      if (!status.ok() || chunk.row_count() == 0) break;
      for (std::int64_t i = 0; i < chunk.row_count(); ++i) chunk.CopyRowTo(i, rows);
    }
    join.Close();
    is_used_after_close = left.is_used() || right.is_used();
  }
  if (throws) tracker.RemoveAction(action);
  if (is_used_after_close) return Internal("a child is used after Close");
  const bool is_met = fault_ == JoinFault::kNone || left.has_failed() || right.has_failed() ||
                      (throws && action.has_thrown());
  if (!is_met && !is_closed_early) return InvalidArgument("the fault is never met");
  std::vector<std::string> texts;
  for (const Row& row : rows) texts.push_back(TextOf(row));
  std::sort(texts.begin(), texts.end());
  return CheckEnd(status, is_closed_early, texts);
}

Status EndedJoin::CheckEnd(const Status& status, bool is_closed_early,
                           const std::vector<std::string>& rows) const {
  const char* text = fault_ == JoinFault::kChargeThrows ? kMemoryText : kChildText;
  if (!status.ok()) {
    if (fault_ != JoinFault::kNone && status.message() == text) return Status();
    return Internal("another error: " + status.message());
  }
  const std::vector<std::string> expected = JoinByDefinition();
  if (is_closed_early) {
    if (std::includes(expected.begin(), expected.end(), rows.begin(), rows.end())) return Status();
    return Internal("rows that are not in the result");
  }
  if (fault_ != JoinFault::kNone) return Internal("a complete result in spite of the error");
  if (rows == expected) return Status();
  return Internal("wrong rows: expected=" + std::to_string(expected.size()) +
                  " actual=" + std::to_string(rows.size()));
}

}  // namespace interlock::reference
