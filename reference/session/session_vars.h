// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// SessionVars: one per client connection, shared by all threads of its running statement.
//
// Thread safety: thread-safe, except for BeginTransaction, EndTransaction and the setters, which
// only the connection's own thread calls while no other thread of a statement runs.
//
// Invariants
//   1. Every field of *txn_ is touched under txn_mutex_ only.
//   2. Per transaction and table id there is at most one TempTable (docs/bugs/55337.md).
//   3. The start timestamp of a transaction is taken once, at its first use.

#include <cstdint>
#include <memory>
#include <string>

#include "annotations/mutex.h"
#include "reference/session/function_usage.h"
#include "reference/session/local_temporary_tables.h"
#include "reference/session/planning_state.h"
#include "reference/session/statement_context.h"
#include "reference/session/system_variables.h"
#include "reference/session/table_meta.h"
#include "reference/session/temp_table.h"
#include "reference/session/timestamp_oracle.h"
#include "reference/session/txn_context.h"

namespace interlock::reference {

/// The variables of one connection. Thread-safe as the head comment says.
class SessionVars {
 public:
  /// Makes a session of `user` without a transaction. `oracle` must outlive the session.
  SessionVars(const std::string& user, TimestampOracle& oracle);
  SessionVars(const SessionVars&) = delete;
  SessionVars& operator=(const SessionVars&) = delete;

  /// Starts a transaction over `schema`, which must outlive it.
  ///
  /// Requires: no other thread uses the session.
  void BeginTransaction(const SchemaView& schema) IL_EXCLUDES(txn_mutex_);
  /// Ends the transaction and drops the rows of its temporary tables.
  ///
  /// Requires: no other thread uses the session.
  void EndTransaction() IL_EXCLUDES(txn_mutex_);

  /// Returns the schema of the running transaction, or null without one.
  const SchemaView* Schema() IL_EXCLUDES(txn_mutex_);

  /// Returns the transaction's own part of a global temporary table, made at its first use; null if
  /// the table is not a global temporary one or no transaction runs.
  ///
  /// Threads:  any thread of the statement; the build and the probe side of a join call it at once.
  /// Ordering: all callers with one id get the same object, which lives until the transaction ends.
  /// Source:   TiDB #55337 (map filled lazily without the mutex).
  TempTable* GetTemporaryTable(const TableMeta& meta) IL_EXCLUDES(txn_mutex_);

  /// Returns the start timestamp of the transaction, taken from the oracle at its first use; 0
  /// without a transaction.
  ///
  /// Threads:  any thread of the statement; several reader builders call it at once.
  /// Source:   TiDB #30468 (activated by several builders).
  std::uint64_t StartTimestamp() IL_EXCLUDES(txn_mutex_);

  const std::string& user() const { return user_; }
  TimestampOracle& oracle() { return oracle_; }
  SystemVariables& system_variables() { return system_variables_; }
  FunctionUsage& function_usage() { return function_usage_; }
  StatementContext& statement() { return statement_; }
  LocalTemporaryTables& local_temporary_tables() { return local_temporary_tables_; }
  /// Returns the state of the planner. Requires: the calling thread plans in this session.
  PlanningState& planning() { return planning_; }

 private:
  const std::string user_;
  TimestampOracle& oracle_;
  Mutex txn_mutex_;
  std::unique_ptr<TxnContext> txn_ IL_GUARDED_BY(txn_mutex_) IL_PT_GUARDED_BY(txn_mutex_);
  SystemVariables system_variables_;
  FunctionUsage function_usage_;
  StatementContext statement_;
  LocalTemporaryTables local_temporary_tables_;
  PlanningState planning_;
};

}  // namespace interlock::reference
