// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Joins two generated tables by hash join v2 and compares the number of rows with a count by key.
//
// usage: hash_join [--type inner|left|right|semi|anti|left-semi|anti-left-semi]   (default inner)
//                  [--build left|right]                                          (default right)
//                  [--workers N] [--partitions P] [--left ROWS] [--right ROWS] [--keys COUNT]
//                  [--chunk ROWS]         rows that travel together
//                  [--limit BYTES]        memory over which rows go to disk; 0: none
//                  [--temp-dir FOLDER]    where they go
// exit:  0 right rows, 1 wrong rows or an error, 2 usage

#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>

#include "reference/tools/hash_join_statements.h"

namespace {

using interlock::reference::DataType;
using interlock::reference::HashJoinInput;
using interlock::reference::HashJoinOutput;
using interlock::reference::JoinSide;
using interlock::reference::JoinType;
using interlock::reference::Row;
using interlock::reference::SpillInput;
using interlock::reference::StatusOr;
using interlock::reference::Value;

constexpr std::int64_t kNullEvery = 7;

struct Arguments {
  JoinType type = JoinType::kInner;
  JoinSide build_side = JoinSide::kRight;
  std::int64_t worker_count = 2;
  std::int64_t partition_count = 0;
  std::int64_t left_row_count = 6;
  std::int64_t right_row_count = 6;
  std::int64_t key_count = 4;
  std::int64_t chunk_row_max = 2;
  SpillInput spill;
};

const std::map<std::string, JoinType>& TypesByName() {
  static const std::map<std::string, JoinType> types{
      {"inner", JoinType::kInner},
      {"left", JoinType::kLeftOuter},
      {"right", JoinType::kRightOuter},
      {"semi", JoinType::kSemi},
      {"anti", JoinType::kAntiSemi},
      {"left-semi", JoinType::kLeftOuterSemi},
      {"anti-left-semi", JoinType::kAntiLeftOuterSemi}};
  return types;
}

bool ParseNumber(const std::string& text, std::int64_t& number) {
  char* end = nullptr;
  number = std::strtoll(text.c_str(), &end, 10);
  return !text.empty() && *end == '\0' && number >= 0;
}

bool ParseArgument(const std::string& name, const std::string& value, Arguments& arguments) {
  if (name == "--temp-dir") {
    arguments.spill.folder = value;
    return true;
  }
  if (name == "--type") {
    const auto found = TypesByName().find(value);
    if (found == TypesByName().end()) return false;
    arguments.type = found->second;
    return true;
  }
  if (name == "--build") {
    arguments.build_side = value == "left" ? JoinSide::kLeft : JoinSide::kRight;
    return value == "left" || value == "right";
  }
  const std::map<std::string, std::int64_t*> numbers{
      {"--workers", &arguments.worker_count},    {"--partitions", &arguments.partition_count},
      {"--left", &arguments.left_row_count},     {"--right", &arguments.right_row_count},
      {"--keys", &arguments.key_count},          {"--chunk", &arguments.chunk_row_max},
      {"--limit", &arguments.spill.limit_bytes},
  };
  const auto found = numbers.find(name);
  return found != numbers.end() && ParseNumber(value, *found->second);
}

std::optional<std::int64_t> KeyOf(std::int64_t row, std::int64_t stride, std::int64_t key_count) {
  if (row % kNullEvery == kNullEvery - 1) return std::nullopt;
  return row * stride % key_count;
}

std::vector<Row> MakeRows(std::int64_t row_count, std::int64_t stride, std::int64_t key_count) {
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < row_count; ++i) {
    const std::optional<std::int64_t> key = KeyOf(i, stride, key_count);
    rows.push_back(Row{key.has_value() ? Value(*key) : Value(), Value(i)});
  }
  return rows;
}

HashJoinInput MakeInput(const Arguments& arguments) {
  HashJoinInput input;
  input.left_types = {DataType::kInt64, DataType::kInt64};
  input.right_types = input.left_types;
  input.left_rows = MakeRows(arguments.left_row_count, 1, arguments.key_count);
  input.right_rows = MakeRows(arguments.right_row_count, 3, arguments.key_count);
  input.source_chunk_row_max = arguments.chunk_row_max;
  input.spec.type = arguments.type;
  input.spec.build_side = arguments.build_side;
  input.spec.left_keys = {0};
  input.spec.right_keys = {0};
  input.spec.left_output = {0, 1};
  if (!interlock::reference::IsSemiFamily(arguments.type)) input.spec.right_output = {1};
  input.options.worker_count = arguments.worker_count;
  input.options.partition_count = arguments.partition_count;
  input.options.chunk_row_max = arguments.chunk_row_max;
  input.options.spill_chunk_row_max = arguments.chunk_row_max;
  input.options.segment_row_max = arguments.chunk_row_max;
  return input;
}

std::int64_t ExpectedRowCount(const Arguments& arguments) {
  std::map<std::int64_t, std::int64_t> left_count;
  std::map<std::int64_t, std::int64_t> right_count;
  for (std::int64_t i = 0; i < arguments.left_row_count; ++i) {
    const auto key = KeyOf(i, 1, arguments.key_count);
    if (key.has_value()) left_count[*key] += 1;
  }
  for (std::int64_t i = 0; i < arguments.right_row_count; ++i) {
    const auto key = KeyOf(i, 3, arguments.key_count);
    if (key.has_value()) right_count[*key] += 1;
  }
  std::int64_t pairs = 0;
  std::int64_t left_matched = 0;
  std::int64_t right_matched = 0;
  for (const auto& [key, count] : left_count) {
    const auto found = right_count.find(key);
    if (found == right_count.end()) continue;
    pairs += count * found->second;
    left_matched += count;
    right_matched += found->second;
  }
  switch (arguments.type) {
    case JoinType::kInner:
      return pairs;
    case JoinType::kLeftOuter:
      return pairs + arguments.left_row_count - left_matched;
    case JoinType::kRightOuter:
      return pairs + arguments.right_row_count - right_matched;
    case JoinType::kSemi:
      return left_matched;
    case JoinType::kAntiSemi:
      return arguments.left_row_count - left_matched;
    case JoinType::kLeftOuterSemi:
    case JoinType::kAntiLeftOuterSemi:
      return arguments.left_row_count;
  }
  return -1;
}

}  // namespace

int main(int argument_count, char** argument_values) {
  Arguments arguments;
  for (int i = 1; i < argument_count; i += 2) {
    if (i + 1 < argument_count &&
        ParseArgument(argument_values[i], argument_values[i + 1], arguments)) {
      continue;
    }
    std::fprintf(stderr, "hash_join: cannot use argument: %s\n", argument_values[i]);
    return 2;
  }
  if (arguments.key_count < 1 || arguments.chunk_row_max < 1 ||
      arguments.chunk_row_max > interlock::reference::Chunk::kMaxRowCount) {
    std::fprintf(stderr, "hash_join: --keys or --chunk out of range\n");
    return 2;
  }
  const HashJoinInput input = MakeInput(arguments);
  const StatusOr<HashJoinOutput> output =
      arguments.spill.limit_bytes > 0
          ? interlock::reference::RunSpillingHashJoin(input, arguments.spill)
          : interlock::reference::RunHashJoin(input);
  if (!output.ok()) {
    std::fprintf(stderr, "hash_join: %s\n", output.status().message().c_str());
    return 1;
  }
  const interlock::reference::HashJoinStatistics& statistics = output.value().statistics;
  const std::int64_t row_count = static_cast<std::int64_t>(output.value().rows.rows.size());
  const std::int64_t expected = ExpectedRowCount(arguments);
  std::printf("rows: %lld of %lld\n", static_cast<long long>(row_count),
              static_cast<long long>(expected));
  std::printf("spills: %llu, partitions restored: %llu, rounds: %llu\n",
              static_cast<unsigned long long>(statistics.spill_count),
              static_cast<unsigned long long>(statistics.spilled_partitions),
              static_cast<unsigned long long>(statistics.round_max + 1));
  std::printf("bytes: %lld charged at most, %lld written\n",
              static_cast<long long>(output.value().peak_bytes),
              static_cast<long long>(output.value().spill_bytes_written));
  return row_count == expected ? 0 : 1;
}
