// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/session/local_temporary_tables.h"

#include <utility>

namespace interlock::reference {

Status LocalTemporaryTables::Add(const TableMeta& meta) {
  if (meta.temporary_kind != TemporaryKind::kLocal) {
    return InvalidArgument("not a local temporary table: name=" + meta.name);
  }
  std::unique_ptr<const TableMeta> table = std::make_unique<const TableMeta>(meta);
  MutexLock lock(mutex_);
  if (tables_.contains(meta.name)) {
    return InvalidArgument("local temporary table exists: name=" + meta.name);
  }
  tables_[meta.name] = std::move(table);
  return Status();
}

const TableMeta* LocalTemporaryTables::Find(const std::string& name) {
  MutexLock lock(mutex_);
  if (!tables_.contains(name)) return nullptr;
  return tables_[name].get();
}

}  // namespace interlock::reference
