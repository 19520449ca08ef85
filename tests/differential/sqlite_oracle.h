// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// SqliteOracle: the same join as a query of SQLite.
//
// Values in SQLite: a uint64 of 2^63 and more is a blob of eight bytes there, the highest first: it
// equals itself and no integer, and is greater than every integer and smaller uint64. SQLite has no
// NaN, so it judges no case with one in a key.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. The database is in memory, and has no table between two calls.

#include <memory>
#include <string>
#include <vector>

#include "tests/differential/join_case.h"
#include "tests/differential/oracle.h"

namespace interlock::reference {

/// SQLite as a joiner. Thread-compatible.
class SqliteOracle {
 public:
  /// Returns null if this was built without SQLite.
  static std::unique_ptr<SqliteOracle> Open();
  SqliteOracle() = default;
  SqliteOracle(const SqliteOracle&) = delete;
  SqliteOracle& operator=(const SqliteOracle&) = delete;
  virtual ~SqliteOracle() = default;

  /// Returns whether SQLite has the values of the case.
  static bool CanJudge(const JoinCase& join_case) { return !join_case.HasNanKey(); }

  /// Joins. Requires: CanJudge(join_case). Ends the process if SQLite refuses.
  virtual std::vector<JoinedRow> Join(const JoinCase& join_case) = 0;
  /// Returns the query, for people.
  virtual std::string QueryOf(const JoinCase& join_case) const = 0;
};

}  // namespace interlock::reference
