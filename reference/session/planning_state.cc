// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/session/planning_state.h"

namespace interlock::reference {

std::int64_t PlanningState::NextColumnNumber() {
  last_column_number_ = last_column_number_ + 1;
  return last_column_number_;
}

bool PlanningState::AddView(const TableMeta& view) {
  if (views_.contains(&view)) return false;
  views_.insert(&view);
  return true;
}

}  // namespace interlock::reference
