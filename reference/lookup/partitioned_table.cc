// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/lookup/partitioned_table.h"

#include "reference/expression/rewriter.h"

namespace interlock::reference {

StatusOr<std::int64_t> PartitionOf(const Value& value, std::int64_t partition_count) {
  IL_CHECK(partition_count > 0);
  if (value.is_null()) return std::int64_t{0};
  if (value.kind() != ValueKind::kInteger) {
    return InvalidArgument("partition expression is no integer: value=" + value.ToText());
  }
  const std::int64_t remainder = value.integer() % partition_count;
  return remainder < 0 ? -remainder : remainder;
}

PartitionedTable::PartitionedTable(const PartitionedTableDefinition& definition)
    : definition_(definition) {}

Status PartitionedTable::Load(SessionVars& loading_session, const std::vector<Row>& rows) {
  Status status = CheckDefinition();
  if (!status.ok()) return status;
  Rewriter rewriter(loading_session, definition_.column_names);
  StatusOr<Expression> expression = rewriter.Rewrite(definition_.partition_expression_text);
  if (!expression.ok()) return expression.status();
  partitions_.clear();
  row_count_ = 0;
  for (std::int64_t i = 0; i < definition_.partition_count; ++i) {
    partitions_.emplace_back();
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Status row_status = LoadRow(expression.value(), rows[i]);
    if (!row_status.ok()) return row_status;
  }
  row_count_ = static_cast<std::int64_t>(rows.size());
  return Status();
}

const Partition& PartitionedTable::PartitionAt(std::int64_t index) const {
  IL_CHECK(index >= 0 && index < partition_count());
  return partitions_[static_cast<std::size_t>(index)];
}

Status PartitionedTable::CheckDefinition() const {
  if (definition_.partition_count < 1 || definition_.partition_count > kMaxPartitionCount) {
    return InvalidArgument("partition count out of range: count=" +
                           std::to_string(definition_.partition_count));
  }
  const std::int64_t column_count = static_cast<std::int64_t>(definition_.column_names.size());
  if (definition_.key_column < 0 || definition_.key_column >= column_count) {
    return InvalidArgument("key column out of range: column=" +
                           std::to_string(definition_.key_column));
  }
  return Status();
}

Status PartitionedTable::LoadRow(const Expression& partition_expression, const Row& row) {
  if (row.size() != definition_.column_names.size()) {
    return InvalidArgument("row of another width: table=" + std::to_string(definition_.id) +
                           " width=" + std::to_string(row.size()));
  }
  const Value& key = row[static_cast<std::size_t>(definition_.key_column)];
  if (key.kind() == ValueKind::kBytes) {
    return InvalidArgument("key is no integer: value=" + key.ToText());
  }
  StatusOr<Value> value = partition_expression.Evaluate(row);
  if (!value.ok()) return value.status();
  StatusOr<std::int64_t> index = PartitionOf(value.value(), definition_.partition_count);
  if (!index.ok()) return index.status();
  Partition& partition = partitions_[static_cast<std::size_t>(index.value())];
  if (!key.is_null()) {
    const std::int64_t row_index = static_cast<std::int64_t>(partition.rows.size());
    partition.row_indexes_by_key[key.integer()].push_back(row_index);
  }
  partition.rows.push_back(row);
  return Status();
}

}  // namespace interlock::reference
