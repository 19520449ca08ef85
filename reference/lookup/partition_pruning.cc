// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/lookup/partition_pruning.h"

#include "reference/expression/rewriter.h"

namespace interlock::reference {
namespace {

/// A row that knows its key and nothing else: enough for an expression of the key alone.
Row KeyRow(const PartitionedTableDefinition& definition, std::int64_t key) {
  Row row;
  const std::int64_t column_count = static_cast<std::int64_t>(definition.column_names.size());
  for (std::int64_t i = 0; i < column_count; ++i) {
    row.push_back(i == definition.key_column ? Value(key) : Value());
  }
  return row;
}

}  // namespace

PrunedPartitions AllPartitions(const PartitionedTable& table) {
  PrunedPartitions pruned;
  for (std::int64_t i = 0; i < table.partition_count(); ++i) pruned.indexes.insert(i);
  return pruned;
}

StatusOr<PrunedPartitions> PrunePartitions(SessionVars& session, const PartitionedTable& table,
                                           const std::set<std::int64_t>& keys) {
  const PartitionedTableDefinition& definition = table.definition();
  session.statement().UseStatistics(definition.id, table.row_count());
  Rewriter rewriter(session, definition.column_names);
  StatusOr<Expression> expression = rewriter.Rewrite(definition.partition_expression_text);
  if (!expression.ok()) return expression.status();
  PrunedPartitions pruned;
  if (!expression.value().DependsOnlyOn(definition.key_column)) pruned = AllPartitions(table);
  pruned.expression_hash = expression.value().HashCode();
  if (!pruned.indexes.empty()) return pruned;
  for (const std::int64_t key : keys) {
    StatusOr<Value> value = expression.value().Evaluate(KeyRow(definition, key));
    // A row with such a key could not have been loaded.
    if (value.status().code() == StatusCode::kOutOfRange) continue;
    if (!value.ok()) return value.status();
    StatusOr<std::int64_t> index = PartitionOf(value.value(), table.partition_count());
    if (!index.ok()) return index.status();
    pruned.indexes.insert(index.value());
  }
  return pruned;
}

}  // namespace interlock::reference
