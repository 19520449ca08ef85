// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// PlanningState: what the planner keeps in the session for which it plans: numbers for the columns
// of its plans, and which views it has planned.
//
// Thread safety: thread-compatible, although it lies in a session that many threads share. Only the
// thread that plans in the session may touch it; a thread of a running statement that has to plan
// does so in a session of its own (ViewColumnReader).
//
// Invariants
//   1. No two columns planned in one session have the same number.
//   2. A view is in the set once it is planned. The pointers are compared, never followed.

#include <cstdint>
#include <set>

#include "reference/session/table_meta.h"

namespace interlock::reference {

/// The planner's part of one session. Thread-compatible.
class PlanningState {
 public:
  PlanningState() = default;
  PlanningState(const PlanningState&) = delete;
  PlanningState& operator=(const PlanningState&) = delete;

  /// Takes the next number of a planned column; the first is 1.
  ///
  /// Source:   TiDB #32459 (readers planned with the variables of the caller).
  std::int64_t NextColumnNumber();
  /// Notes that `view` is planned. Returns false, and changes nothing, if it was planned before.
  ///
  /// Source:   TiDB #33385 (readers inserted into a map that a whole planner shared).
  bool AddView(const TableMeta& view);

 private:
  std::int64_t last_column_number_ = 0;
  std::set<const TableMeta*> views_;
};

}  // namespace interlock::reference
