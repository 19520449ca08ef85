// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What tests of the join's parts are made of: plans, chunks and conditions in one line each.
//
// Thread safety: free functions without state; a BuiltTables is thread-compatible.

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "reference/expression/expression.h"
#include "reference/join/build_worker.h"
#include "reference/join/hash_table_set.h"
#include "reference/join/join_plan.h"
#include "reference/memory/killer.h"
#include "reference/memory/memory_tracker.h"
#include "reference/rows/chunk.h"

namespace interlock::reference {

inline constexpr JoinType kAllJoinTypes[] = {
    JoinType::kInner,    JoinType::kLeftOuter,     JoinType::kRightOuter,       JoinType::kSemi,
    JoinType::kAntiSemi, JoinType::kLeftOuterSemi, JoinType::kAntiLeftOuterSemi};

inline Value Int(std::int64_t number) { return Value(number); }
inline Value Unsigned(std::uint64_t number) { return Value(number); }
inline Value Text(const std::string& bytes) { return Value(bytes); }

inline Chunk ChunkOf(const std::vector<DataType>& types, const std::vector<Row>& rows) {
  Chunk chunk;
  chunk.Reset(types);
  for (const Row& row : rows) chunk.AppendRow(row);
  return chunk;
}

/// Returns a specification that asks for equal keys and shows no column.
inline JoinSpec KeyJoin(JoinType type, JoinSide build_side, std::vector<std::int64_t> left_keys,
                        std::vector<std::int64_t> right_keys) {
  JoinSpec spec;
  spec.type = type;
  spec.build_side = build_side;
  spec.left_keys = std::move(left_keys);
  spec.right_keys = std::move(right_keys);
  return spec;
}

/// Returns options for one partition unless told otherwise.
inline HashJoinV2Options Numbers(std::int64_t worker_count, std::int64_t partition_count) {
  HashJoinV2Options options;
  options.worker_count = worker_count;
  options.partition_count = partition_count;
  return options;
}

/// Returns the plan of a specification that must be right.
inline JoinPlan PlanOf(const JoinSpec& spec, const HashJoinV2Options& options,
                       const std::vector<DataType>& left_types,
                       const std::vector<DataType>& right_types) {
  const StatusOr<JoinPlan> plan = MakeJoinPlan(spec, options, left_types, right_types, false);
  EXPECT_TRUE(plan.ok()) << plan.status().message();
  return plan.ok() ? plan.value() : JoinPlan();
}

inline ExpressionNode ColumnNode(std::int64_t column) {
  ExpressionNode node;
  node.kind = ExpressionNodeKind::kColumn;
  node.column_index = column;
  return node;
}

/// Returns the expression "`first` `function` `second`" over columns.
inline Expression OfColumns(ScalarFunction function, std::int64_t first, std::int64_t second) {
  Expression expression;
  ExpressionNode call;
  call.kind = ExpressionNodeKind::kCall;
  call.function = function;
  call.first_argument = expression.Append(ColumnNode(first));
  call.second_argument = expression.Append(ColumnNode(second));
  expression.Append(call);
  return expression;
}

/// Returns the expression "column".
inline Expression OfColumn(std::int64_t column) {
  Expression expression;
  expression.Append(ColumnNode(column));
  return expression;
}

/// A build from chunks to hash tables in the calling thread. Thread-compatible.
struct BuiltTables {
  /// Gives chunk i to worker i mod N, then inserts all rows.
  BuiltTables(const JoinPlan& plan, const std::vector<Chunk>& chunks)
      : tables(plan.partition_count) {
    BuildWorkers workers;
    for (std::int64_t w = 0; w < plan.worker_count; ++w) {
      workers.push_back(std::make_unique<BuildWorker>(plan, tracker, killer));
    }
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      const Status status = workers[i % workers.size()]->builder.AppendChunk(chunks[i]);
      EXPECT_TRUE(status.ok()) << status.message();
    }
    for (const std::unique_ptr<BuildWorker>& worker : workers) {
      for (std::int64_t p = 0; p < plan.partition_count; ++p) worker->builder.Finalize(p, true);
    }
    tables.TakeRows(workers);
    for (const BuildTask& task : MakeBuildTasks(tables.row_tables(), plan.worker_count)) {
      EXPECT_TRUE(tables.Insert(task, killer).ok());
    }
  }

  /// Returns the addresses of all rows in the order partition, segment, row.
  std::vector<std::uint8_t*> Rows() const {
    std::vector<std::uint8_t*> rows;
    for (const RowTable& table : tables.row_tables()) {
      for (const std::unique_ptr<RowSegment>& segment : table) {
        for (std::int64_t i = 0; i < segment->row_count(); ++i) rows.push_back(segment->RowAt(i));
      }
    }
    return rows;
  }

  Killer killer;
  MemoryTracker tracker{"join", nullptr, 0};
  HashTableSet tables;
};

}  // namespace interlock::reference
