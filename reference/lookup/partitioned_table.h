// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// PartitionedTable: the rows of a hash-partitioned table, with an index on one integer column in
// each partition. Row r lies in partition |expression(r)| mod partition_count; NULL counts as 0.
//
// Thread safety: thread-compatible. Loaded before a statement runs, read by any number of inner
// workers afterwards.
//
// Invariants
//   1. Every row lies in exactly one partition, and is listed in its index unless its key is NULL.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "reference/expression/expression.h"
#include "reference/rows/chunk.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// What is needed to make a partitioned table. Thread-compatible.
struct PartitionedTableDefinition {
  std::int64_t id = 0;
  std::vector<std::string> column_names;
  std::string partition_expression_text;
  std::int64_t partition_count = 1;
  std::int64_t key_column = 0;
};

/// One partition: its rows, and their indexes by key. Thread-compatible.
struct Partition {
  std::vector<Row> rows;
  std::map<std::int64_t, std::vector<std::int64_t>> row_indexes_by_key;
};

/// Returns the partition for a value of the partition expression.
///
/// Errors: kInvalidArgument if the value is no integer and not NULL.
StatusOr<std::int64_t> PartitionOf(const Value& value, std::int64_t partition_count);

/// A hash-partitioned table. Thread-compatible.
class PartitionedTable {
 public:
  static constexpr std::int64_t kMaxPartitionCount = 8192;

  explicit PartitionedTable(const PartitionedTableDefinition& definition);
  PartitionedTable(const PartitionedTable&) = delete;
  PartitionedTable& operator=(const PartitionedTable&) = delete;

  /// Puts `rows` into their partitions. The functions of the partition expression are counted in
  /// `loading_session`.
  ///
  /// Errors: kInvalidArgument for a partition count or key column out of range, a row of another
  /// width, a key that is no integer; those of Rewriter::Rewrite and Expression::Evaluate.
  Status Load(SessionVars& loading_session, const std::vector<Row>& rows);

  const PartitionedTableDefinition& definition() const { return definition_; }
  std::int64_t partition_count() const { return static_cast<std::int64_t>(partitions_.size()); }
  /// Returns the number of rows loaded.
  std::int64_t row_count() const { return row_count_; }
  /// Returns a partition. Requires: index in range.
  const Partition& PartitionAt(std::int64_t index) const;

 private:
  Status CheckDefinition() const;
  Status LoadRow(const Expression& partition_expression, const Row& row);

  const PartitionedTableDefinition definition_;
  std::vector<Partition> partitions_;
  std::int64_t row_count_ = 0;
};

}  // namespace interlock::reference
