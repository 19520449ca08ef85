// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/view_column_reader.h"

#include <string>

#include "reference/expression/rewriter.h"

namespace interlock::reference {
namespace {

std::int64_t IsConstantExpression(const Expression& expression) {
  const ExpressionNode& root = expression.NodeAt(expression.node_count() - 1);
  return root.kind == ExpressionNodeKind::kConstant ? 1 : 0;
}

}  // namespace

ViewColumnReader::ViewColumnReader()
    : column_types_{DataType::kBytes, DataType::kBytes, DataType::kInt64, DataType::kInt64} {}

Status ViewColumnReader::Next(SessionVars& session, Chunk& chunk) {
  chunk.Reset(column_types_);
  if (!is_materialized_) {
    Status status = Materialize(session);
    if (!status.ok()) return status;
    is_materialized_ = true;
  }
  while (next_row_index_ < rows_.size() && !chunk.is_full()) {
    chunk.AppendRow(rows_[next_row_index_]);
    ++next_row_index_;
  }
  return Status();
}

Status ViewColumnReader::Materialize(SessionVars& session) {
  const SchemaView* schema = session.Schema();
  if (schema == nullptr) return InvalidArgument("no transaction: user=" + session.user());
  const SchemaView& base = *schema;
  SessionVars planning_session(session.user(), session.oracle());
  for (std::int64_t i = 0; i < base.table_count(); ++i) {
    const TableMeta& meta = base.MetaAt(i);
    if (!meta.is_view()) continue;
    if (!planning_session.planning().AddView(meta)) continue;  // planned already
    Status status = AppendView(planning_session, meta);
    if (!status.ok()) return status;
    session.statement().RecordRead(meta.id, static_cast<std::int64_t>(meta.view_columns.size()));
  }
  return Status();
}

Status ViewColumnReader::AppendView(SessionVars& planning_session, const TableMeta& meta) {
  Rewriter rewriter(planning_session, meta.column_names);
  std::int64_t first_number = 0;
  for (std::size_t i = 0; i < meta.view_columns.size(); ++i) {
    const std::int64_t number = planning_session.planning().NextColumnNumber();
    if (i == 0) first_number = number;
    StatusOr<Expression> expression = rewriter.Rewrite(meta.view_columns[i].expression_text);
    if (!expression.ok()) return expression.status();
    Row row;
    row.push_back(Value(meta.name));
    row.push_back(Value(meta.view_columns[i].name));
    row.push_back(Value(number - first_number + 1));
    row.push_back(Value(IsConstantExpression(expression.value())));
    rows_.push_back(row);
  }
  return Status();
}

}  // namespace interlock::reference
