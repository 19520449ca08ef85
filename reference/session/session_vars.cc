// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/session/session_vars.h"

#include <utility>

namespace interlock::reference {

SessionVars::SessionVars(const std::string& user, TimestampOracle& oracle)
    : user_(user), oracle_(oracle) {}

void SessionVars::BeginTransaction(const SchemaView& schema) {
  std::unique_ptr<TxnContext> txn = std::make_unique<TxnContext>();
  txn->schema = &schema;
  MutexLock lock(txn_mutex_);
  txn_ = std::move(txn);
}

void SessionVars::EndTransaction() {
  MutexLock lock(txn_mutex_);
  txn_.reset();
}

const SchemaView* SessionVars::Schema() {
  MutexLock lock(txn_mutex_);
  if (txn_ == nullptr) return nullptr;
  return txn_->schema;
}

TempTable* SessionVars::GetTemporaryTable(const TableMeta& meta) {
  if (meta.temporary_kind != TemporaryKind::kGlobal) return nullptr;
  MutexLock lock(txn_mutex_);
  if (txn_ == nullptr) return nullptr;
  if (txn_->temporary_tables == nullptr) {
    txn_->temporary_tables = std::make_unique<TemporaryTableMap>();
  }
  TemporaryTableMap& tables = *txn_->temporary_tables;
  if (!tables.contains(meta.id)) {
    tables.emplace(meta.id, std::make_unique<TempTable>(meta));
  }
  return tables.at(meta.id).get();
}

std::uint64_t SessionVars::StartTimestamp() {
  MutexLock lock(txn_mutex_);
  if (txn_ == nullptr) return 0;
  if (txn_->start_timestamp == 0) {
    txn_->start_timestamp = oracle_.Next();
  }
  return txn_->start_timestamp;
}

}  // namespace interlock::reference
