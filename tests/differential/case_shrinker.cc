// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/case_shrinker.h"

#include <algorithm>
#include <cstddef>

namespace interlock::reference {
namespace {

// From so few rows on they are left out one by one.
constexpr std::size_t kFewRows = 24;
constexpr std::size_t kShortBytes = 3;

class Simplifier {
 public:
  explicit Simplifier(const JoinCase& join_case) : case_(join_case) {}

  std::vector<JoinCase> All() {
    DropRows(&JoinCase::left);
    DropRows(&JoinCase::right);
    ShortenCells(&JoinCase::left, case_.spec.left_keys);
    ShortenCells(&JoinCase::right, case_.spec.right_keys);
    SimplifyMemory();
    SimplifySpec();
    SimplifyOptions();
    SimplifyChunks(&JoinCase::left);
    SimplifyChunks(&JoinCase::right);
    return std::move(cases_);
  }

 private:
  JoinCase& AddCopy() {
    cases_.push_back(case_);
    return cases_.back();
  }

  void DropRange(CaseSide JoinCase::* side, std::size_t first, std::size_t count) {
    std::vector<Row>& rows = (AddCopy().*side).rows;
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(first);
    rows.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
  }

  void DropRows(CaseSide JoinCase::* side) {
    const std::size_t row_count = (case_.*side).rows.size();
    if (row_count == 0) return;
    DropRange(side, 0, row_count);
    const std::size_t parts = row_count <= kFewRows ? row_count : 8;
    for (std::size_t part_count = 2; part_count <= parts; part_count *= 2) {
      for (std::size_t i = 0; i < part_count; ++i) {
        const std::size_t first = row_count * i / part_count;
        DropRange(side, first, row_count * (i + 1) / part_count - first);
      }
    }
    if (row_count > kFewRows) return;
    for (std::size_t i = 0; i < row_count; ++i) DropRange(side, i, 1);
  }

  /// Cuts the bytes of cells off that are no keys.
  void ShortenCells(CaseSide JoinCase::* side, const std::vector<std::int64_t>& keys) {
    JoinCase shorter = case_;
    bool is_shorter = false;
    for (Row& row : (shorter.*side).rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        const bool is_key =
            std::find(keys.begin(), keys.end(), static_cast<std::int64_t>(i)) != keys.end();
        if (is_key || row[i].kind() != ValueKind::kBytes) continue;
        if (row[i].bytes().size() <= kShortBytes) continue;
        row[i] = Value(row[i].bytes().substr(0, kShortBytes));
        is_shorter = true;
      }
    }
    if (is_shorter) cases_.push_back(std::move(shorter));
  }

  void SimplifyMemory() {
    if (case_.close_after_chunk_count >= 0) AddCopy().close_after_chunk_count = -1;
    if (case_.memory.mode == MemoryMode::kUnlimited) return;
    AddCopy().memory = MemoryPlan();
    if (case_.memory.mode == MemoryMode::kLimit) return;
    MemoryPlan& memory = AddCopy().memory;
    memory.mode = MemoryMode::kLimit;
    memory.charge_bytes = 0;
  }

  template <typename List>
  void DropEach(List JoinSpec::* member) {
    for (std::size_t i = 0; i < (case_.spec.*member).size(); ++i) {
      List& list = AddCopy().spec.*member;
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  void SimplifySpec() {
    if (case_.spec.other_condition.has_value()) AddCopy().spec.other_condition.reset();
    if (case_.spec.preserved_filter.has_value()) AddCopy().spec.preserved_filter.reset();
    if (case_.spec.left_keys.size() > 1) {
      for (std::size_t i = 0; i < case_.spec.left_keys.size(); ++i) {
        JoinSpec& spec = AddCopy().spec;
        spec.left_keys.erase(spec.left_keys.begin() + static_cast<std::ptrdiff_t>(i));
        spec.right_keys.erase(spec.right_keys.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
    if (case_.spec.left_output.size() > 2) AddCopy().spec.left_output.clear();
    if (case_.spec.right_output.size() > 2) AddCopy().spec.right_output.clear();
    DropEach(&JoinSpec::left_output);
    DropEach(&JoinSpec::right_output);
  }

  /// Tries the values before the present one. The last is the default, or the simplest.
  template <typename T>
  void Try(T HashJoinV2Options::* option, std::initializer_list<T> values) {
    for (const T& value : values) {
      if (case_.options.*option == value) return;
      AddCopy().options.*option = value;
    }
  }

  void SimplifyOptions() {
    const HashJoinV2Options defaults;
    Try<std::int64_t>(&HashJoinV2Options::worker_count, {1, 2, 3});
    Try<std::int64_t>(&HashJoinV2Options::partition_count, {1, 2, 4});
    Try<HashPolicy>(&HashJoinV2Options::hash, {HashPolicy::kFnv1});
    Try<std::int64_t>(&HashJoinV2Options::chunk_row_max, {defaults.chunk_row_max});
    Try<std::int64_t>(&HashJoinV2Options::spill_chunk_row_max, {defaults.spill_chunk_row_max});
    Try<std::int64_t>(&HashJoinV2Options::segment_row_max, {defaults.segment_row_max});
    Try<std::int64_t>(&HashJoinV2Options::segment_bytes_max, {defaults.segment_bytes_max});
  }

  void SimplifyChunks(CaseSide JoinCase::* side) {
    const std::vector<std::int64_t> one_size = {Chunk::kMaxRowCount};
    if ((case_.*side).chunk_row_counts == one_size) return;
    (AddCopy().*side).chunk_row_counts = one_size;
  }

  const JoinCase& case_;
  std::vector<JoinCase> cases_;
};

}  // namespace

std::vector<JoinCase> SimplerCases(const JoinCase& join_case) {
  return Simplifier(join_case).All();
}

}  // namespace interlock::reference
