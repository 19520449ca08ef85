// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/explorer/engine/checked_join.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "reference/join/partition_hash_table.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kNullKeyEvery = 7;
constexpr std::int64_t kNullTextEvery = 5;
constexpr std::int64_t kRightStride = 2;  // so that some keys of either side have no partner

template <typename Choice>
Status Choose(const std::map<std::string, Choice>& choices, const std::string& value,
              Choice& target) {
  const auto found = choices.find(value);
  if (found == choices.end()) return InvalidArgument("unknown choice: " + value);
  target = found->second;
  return Status();
}

std::string TextOf(const Row& row) {
  std::string text;
  for (const Value& value : row) text += value.ToText() + " | ";
  return text;
}

std::vector<std::string> SortedTextsOf(const std::vector<Row>& rows) {
  std::vector<std::string> texts;
  for (const Row& row : rows) texts.push_back(TextOf(row));
  std::sort(texts.begin(), texts.end());
  return texts;
}

Row Pick(const Row* left, const Row* right, const JoinSpec& spec) {
  Row row;
  for (const std::int64_t column : spec.left_output) {
    row.push_back(left == nullptr ? Value() : (*left)[static_cast<std::size_t>(column)]);
  }
  for (const std::int64_t column : spec.right_output) {
    row.push_back(right == nullptr ? Value() : (*right)[static_cast<std::size_t>(column)]);
  }
  return row;
}

bool HasPartner(const Row& row, const std::vector<Row>& others) {
  return std::any_of(others.begin(), others.end(),
                     [&](const Row& other) { return row[0].EqualsAsKey(other[0]); });
}

// The least that all rows of a build side are charged with: its longest text that is stored.
std::int64_t TextBytes(const std::vector<Row>& rows, std::size_t column) {
  std::int64_t bytes = 0;
  for (const Row& row : rows) {
    if (row[column].kind() != ValueKind::kBytes) continue;
    bytes += static_cast<std::int64_t>(row[column].bytes().size());
  }
  return bytes;
}

}  // namespace

StatusOr<CheckedJoin> CheckedJoin::Parse(const std::vector<std::string>& words) {
  CheckedJoin join;
  join.input_.options.worker_count = 2;
  join.input_.options.partition_count = 2;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (i + 1 == words.size()) return InvalidArgument("no value: " + words[i]);
    Status status = join.SetOption(words[i], words[i + 1]);
    if (!status.ok()) return status;
  }
  join.MakeTables();
  join.JoinByDefinition();
  return join;
}

Status CheckedJoin::SetOption(const std::string& name, const std::string& value) {
  static const std::map<std::string, JoinType> types{
      {"inner", JoinType::kInner},
      {"left", JoinType::kLeftOuter},
      {"right", JoinType::kRightOuter},
      {"semi", JoinType::kSemi},
      {"anti", JoinType::kAntiSemi},
      {"left-semi", JoinType::kLeftOuterSemi},
      {"anti-left-semi", JoinType::kAntiLeftOuterSemi}};
  static const std::map<std::string, SpillPath> paths{{"any", SpillPath::kAny},
                                                      {"none", SpillPath::kNone},
                                                      {"fetch", SpillPath::kFetch},
                                                      {"merge", SpillPath::kMerge},
                                                      {"restore", SpillPath::kRestore}};
  static const std::map<std::string, JoinSide> sides{{"left", JoinSide::kLeft},
                                                     {"right", JoinSide::kRight}};
  static const std::map<std::string, bool> keys{{"integer", false}, {"text", true}};
  if (name == "--type") return Choose(types, value, input_.spec.type);
  if (name == "--build") return Choose(sides, value, input_.spec.build_side);
  if (name == "--key") return Choose(keys, value, has_text_key_);
  if (name == "--reach") return Choose(paths, value, path_);
  if (name == "--temp-dir") {
    spill_.folder = value;
    return Status();
  }
  const std::map<std::string, std::int64_t*> numbers{
      {"--workers", &input_.options.worker_count},
      {"--partitions", &input_.options.partition_count},
      {"--left", &left_row_count_},
      {"--right", &right_row_count_},
      {"--keys", &key_count_},
      {"--chunk", &chunk_row_max_},
      {"--payload", &payload_bytes_},
      {"--limit", &spill_.limit_bytes}};
  std::int64_t* number = nullptr;
  Status status = Choose(numbers, name, number);
  if (!status.ok()) return status;
  char* end = nullptr;
  *number = std::strtoll(value.c_str(), &end, 10);
  if (value.empty() || *end != '\0' || *number < 0 || key_count_ < 1 || chunk_row_max_ < 1) {
    return InvalidArgument("wrong number: " + name + " " + value);
  }
  return Status();
}

Row CheckedJoin::MakeRow(std::int64_t number, std::int64_t stride) const {
  const std::int64_t key = number * stride % key_count_;
  const std::size_t payload_bytes = static_cast<std::size_t>(payload_bytes_);
  // The number comes first: the last byte of a key does not reach the top bits of FNV-1, which
  // choose the partition.
  Row row{has_text_key_ ? Value(std::to_string(key) + std::string(payload_bytes, 'k')) : Value(key),
          Value(number), Value(std::string(payload_bytes, static_cast<char>('a' + number % 26)))};
  if (number % kNullKeyEvery == kNullKeyEvery - 1) row[0] = Value();
  if (number % kNullTextEvery == kNullTextEvery - 1) row[2] = Value();
  return row;
}

void CheckedJoin::MakeTables() {
  for (std::int64_t i = 0; i < left_row_count_; ++i) input_.left_rows.push_back(MakeRow(i, 1));
  for (std::int64_t i = 0; i < right_row_count_; ++i) {
    input_.right_rows.push_back(MakeRow(i, kRightStride));
  }
  const DataType key_type = has_text_key_ ? DataType::kBytes : DataType::kInt64;
  input_.left_types = {key_type, DataType::kInt64, DataType::kBytes};
  input_.right_types = input_.left_types;
  input_.source_chunk_row_max = chunk_row_max_;
  input_.spec.left_keys = {0};
  input_.spec.right_keys = {0};
  input_.spec.left_output = {0, 1, 2};
  if (!IsSemiFamily(input_.spec.type)) input_.spec.right_output = {1, 2};
  input_.options.chunk_row_max = chunk_row_max_;
  input_.options.spill_chunk_row_max = chunk_row_max_;
  input_.options.segment_row_max = chunk_row_max_;
}

void CheckedJoin::JoinByDefinition() {
  const JoinType type = input_.spec.type;
  std::vector<Row> rows;
  for (const Row& left : input_.left_rows) {
    const bool is_matched = HasPartner(left, input_.right_rows);
    if (IsSemiFamily(type)) {
      Row row = Pick(&left, nullptr, input_.spec);
      if (IsOuterSemi(type)) {
        const bool mark = is_matched == (type == JoinType::kLeftOuterSemi);
        row.push_back(Value(std::int64_t{mark ? 1 : 0}));
      } else if (is_matched != (type == JoinType::kSemi)) {
        continue;
      }
      rows.push_back(row);
      continue;
    }
    for (const Row& right : input_.right_rows) {
      if (left[0].EqualsAsKey(right[0])) rows.push_back(Pick(&left, &right, input_.spec));
    }
    if (!is_matched && type == JoinType::kLeftOuter) {
      rows.push_back(Pick(&left, nullptr, input_.spec));
    }
  }
  for (const Row& right : input_.right_rows) {
    if (type == JoinType::kRightOuter && !HasPartner(right, input_.left_rows)) {
      rows.push_back(Pick(nullptr, &right, input_.spec));
    }
  }
  expected_ = SortedTextsOf(rows);
}

Status CheckedJoin::Run() const {
  const StatusOr<HashJoinOutput> output =
      spill_.limit_bytes > 0 ? RunSpillingHashJoin(input_, spill_) : RunHashJoin(input_);
  if (!output.ok()) return output.status();
  const std::vector<std::string> actual = SortedTextsOf(output.value().rows.rows);
  if (actual != expected_) {
    std::string text = "wrong rows, expected and actual:\n";
    for (const std::string& row : expected_) text += "  expected " + row + "\n";
    for (const std::string& row : actual) text += "  actual   " + row + "\n";
    return Internal(text);
  }
  return CheckPath(output.value());
}

/// Returns the most that the build rows can have been charged with, found by a join without limit.
StatusOr<std::int64_t> CheckedJoin::RowBytesInMemory() const {
  HashJoinInput input = input_;
  input.options.worker_count = 1;
  const StatusOr<HashJoinOutput> output = RunHashJoin(input);
  if (!output.ok()) return output.status();
  return output.value().peak_bytes -
         input.options.partition_count * PartitionHashTable::SizeBytesFor(0);
}

Status CheckedJoin::CheckPath(const HashJoinOutput& output) const {
  const HashJoinStatistics& counted = output.statistics;
  const bool builds_left = input_.spec.build_side == JoinSide::kLeft;
  const std::vector<Row>& build_rows = builds_left ? input_.left_rows : input_.right_rows;
  // The right rows of the semi types are stored as their keys.
  const std::size_t stored_text = builds_left || !IsSemiFamily(input_.spec.type) ? 2 : 0;
  bool is_reached = true;
  switch (path_) {
    case SpillPath::kAny:
      break;
    case SpillPath::kNone:
      is_reached = counted.spill_count == 0;
      break;
    case SpillPath::kFetch:
      // A round that reaches its merge with all rows in memory was charged for all of their bytes:
      // each lies in a segment of its own (--chunk 1). What is spilled before the end of the input
      // is followed by one more spill at the end.
      is_reached = counted.spill_count >= 2 && counted.spilled_build_rows > 0 &&
                   output.peak_bytes < TextBytes(build_rows, stored_text);
      break;
    case SpillPath::kMerge: {
      // All rows stay within the limit, so what goes over it are the hash tables.
      const StatusOr<std::int64_t> row_bytes = RowBytesInMemory();
      if (!row_bytes.ok()) return row_bytes.status();
      is_reached = counted.spilled_build_rows > 0 && row_bytes.value() <= spill_.limit_bytes;
      break;
    }
    case SpillPath::kRestore:
      is_reached = counted.spilled_build_rows > 0 && counted.round_max >= 2;
      break;
  }
  if (is_reached) return Status();
  return Internal("path not reached: spills=" + std::to_string(counted.spill_count) +
                  " spilled rows=" + std::to_string(counted.spilled_build_rows) +
                  " highest round=" + std::to_string(counted.round_max) +
                  " peak bytes=" + std::to_string(output.peak_bytes));
}

}  // namespace interlock::reference
