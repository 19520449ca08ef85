// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// CheckedJoin: a tiny hash join v2 whose rows are compared with the join by definition, and whose
// statistics must say that it went the way it was meant to go. What the explorer runs under
// thousands of schedules and ThreadSanitizer thousands of times.
//
// Tables: a key (every seventh one NULL), the row's number, a text of --payload bytes (every fifth
// one NULL).
//
// Thread safety: thread-compatible; Run() may be called again and again.

#include <cstdint>
#include <string>
#include <vector>

#include "reference/tools/hash_join_statements.h"

namespace interlock::reference {

/// What must have happened to build rows.
enum class SpillPath : std::uint8_t {
  kAny,
  kNone,     // nothing was spilled
  kFetch,    // spilled while the input was read, and the rest at its end; wants --chunk 1
  kMerge,    // spilled in the merge, not before
  kRestore,  // spilled, restored, spilled again and restored again
};

/// One join with its expected rows.
class CheckedJoin {
 public:
  /// Takes pairs of words:
  ///   --type inner|left|right|semi|anti|left-semi|anti-left-semi     --build left|right
  ///   --key integer|text   --workers N   --partitions P   --left ROWS   --right ROWS
  ///   --keys COUNT   --chunk ROWS   --payload BYTES   --limit BYTES (0: none)
  ///   --temp-dir FOLDER   --reach any|none|fetch|merge|restore
  ///
  /// Errors: kInvalidArgument, with the word.
  static StatusOr<CheckedJoin> Parse(const std::vector<std::string>& words);

  /// Joins once.
  ///
  /// Errors: the join's; kInternal for wrong rows or a path that was not reached.
  Status Run() const;

 private:
  CheckedJoin() = default;

  Status SetOption(const std::string& name, const std::string& value);
  void MakeTables();
  Row MakeRow(std::int64_t number, std::int64_t stride) const;
  void JoinByDefinition();
  StatusOr<std::int64_t> RowBytesInMemory() const;
  Status CheckPath(const HashJoinOutput& output) const;

  HashJoinInput input_;
  SpillInput spill_;
  SpillPath path_ = SpillPath::kAny;
  bool has_text_key_ = false;
  std::int64_t left_row_count_ = 6;
  std::int64_t right_row_count_ = 6;
  std::int64_t key_count_ = 3;
  std::int64_t chunk_row_max_ = 1;
  std::int64_t payload_bytes_ = 8;
  std::vector<std::string> expected_;  // sorted
};

}  // namespace interlock::reference
