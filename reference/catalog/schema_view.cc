// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/catalog/schema_view.h"

#include <utility>

namespace interlock::reference {

Table::Table(const TableMeta& meta) : meta_(meta), allocator_(meta.first_auto_increment_id) {}

Status SchemaView::Add(const TableMeta& meta) {
  if (meta.temporary_kind == TemporaryKind::kLocal) {
    return InvalidArgument("local temporary table in the shared schema: name=" + meta.name);
  }
  if (index_by_name_.contains(meta.name)) {
    return InvalidArgument("table exists: name=" + meta.name);
  }
  for (std::int64_t i = 0; i < table_count(); ++i) {
    if (MetaAt(i).id == meta.id) {
      return InvalidArgument("table id is taken: name=" + meta.name);
    }
  }
  index_by_name_[meta.name] = table_count();
  tables_.push_back(std::make_unique<Table>(meta));
  return Status();
}

const TableMeta& SchemaView::MetaAt(std::int64_t index) const {
  IL_CHECK(index >= 0 && index < table_count());
  return tables_[static_cast<std::size_t>(index)]->meta();
}

Table* SchemaView::Find(const std::string& name) const {
  if (!index_by_name_.contains(name)) return nullptr;
  const std::int64_t index = index_by_name_.at(name);
  return tables_[static_cast<std::size_t>(index)].get();
}

ExtendedSchemaView::ExtendedSchemaView(const SchemaView& base, LocalTemporaryTables& locals)
    : base_(base), locals_(locals) {}

const TableMeta* ExtendedSchemaView::FindMeta(const std::string& name) const {
  const TableMeta* local = locals_.Find(name);
  if (local != nullptr) return local;
  const Table* shared = base_.Find(name);
  if (shared == nullptr) return nullptr;
  return &shared->meta();
}

Table* ExtendedSchemaView::FindShared(const std::string& name) const {
  if (locals_.Find(name) != nullptr) return nullptr;
  return base_.Find(name);
}

}  // namespace interlock::reference
