// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// TxnContext: what one transaction of a session knows. SessionVars owns it, replaces it when a
// transaction starts or ends, and guards every field with its transaction mutex.
//
// Thread safety: thread-compatible; reached only through SessionVars.
//
// Invariants
//   1. `temporary_tables` is null until the first global temporary table is touched, and then never
//      replaced before the transaction ends.
//   2. `start_timestamp` is 0 until its first use, and then never changes.

#include <cstdint>
#include <map>
#include <memory>

#include "reference/session/temp_table.h"

namespace interlock::reference {

class SchemaView;

using TemporaryTableMap = std::map<std::int64_t, std::unique_ptr<TempTable>>;

/// The state of one transaction. Thread-compatible.
struct TxnContext {
  const SchemaView* schema = nullptr;
  std::unique_ptr<TemporaryTableMap> temporary_tables;
  std::uint64_t start_timestamp = 0;
};

}  // namespace interlock::reference
