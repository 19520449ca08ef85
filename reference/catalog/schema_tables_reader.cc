// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/catalog/schema_tables_reader.h"

#include <string>

namespace interlock::reference {
namespace {

bool MayRead(const SessionVars& session, const TableMeta& meta) {
  return meta.owner.empty() || meta.owner == session.user();
}

std::string TableType(const TableMeta& meta) {
  if (meta.is_view()) return "VIEW";
  if (meta.temporary_kind == TemporaryKind::kGlobal) return "GLOBAL TEMPORARY";
  return "BASE TABLE";
}

}  // namespace

SchemaTablesReader::SchemaTablesReader()
    : column_types_{DataType::kBytes, DataType::kBytes, DataType::kBytes, DataType::kInt64,
                    DataType::kInt64} {}

IdAllocator* AllocatorFor(SessionVars& session, Table& table) {
  if (table.meta().temporary_kind == TemporaryKind::kNone) return &table.allocator();
  TempTable* temporary_table = session.GetTemporaryTable(table.meta());
  if (temporary_table == nullptr) return nullptr;
  return &temporary_table->allocator();
}

Status SchemaTablesReader::Next(SessionVars& session, Chunk& chunk) {
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

Status SchemaTablesReader::Materialize(SessionVars& session) {
  const SchemaView* schema = session.Schema();
  if (schema == nullptr) return InvalidArgument("no transaction: user=" + session.user());
  StatusOr<std::string> list_views = session.system_variables().Get(kListViews);
  if (!list_views.ok()) return list_views.status();
  const SchemaView& base = *schema;
  const ExtendedSchemaView view(base, session.local_temporary_tables());
  for (std::int64_t i = 0; i < base.table_count(); ++i) {
    const TableMeta& meta = base.MetaAt(i);
    if (!MayRead(session, meta)) continue;
    if (meta.is_view() && list_views.value() != "on") continue;
    Status status = AppendTable(session, view, meta);
    if (!status.ok()) return status;
  }
  return Status();
}

Status SchemaTablesReader::AppendTable(SessionVars& session, const ExtendedSchemaView& view,
                                       const TableMeta& meta) {
  Table* table = view.FindShared(meta.name);
  if (table == nullptr) return Status();  // hidden by a local temporary table
  Row row;
  row.push_back(Value(meta.schema_name));
  row.push_back(Value(meta.name));
  row.push_back(Value(TableType(meta)));
  row.push_back(Value(meta.id));
  if (meta.has_auto_increment && !meta.is_view()) {
    IdAllocator* allocator = AllocatorFor(session, *table);
    if (allocator == nullptr) {
      return InvalidArgument("temporary table outside a transaction: name=" + meta.name);
    }
    row.push_back(Value(allocator->PeekNext()));
  } else {
    row.push_back(Value());
  }
  rows_.push_back(row);
  session.statement().RecordRead(meta.id, 1);
  return Status();
}

}  // namespace interlock::reference
