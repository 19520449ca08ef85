// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// Stands in for sqlite_oracle.cc where SQLite's development files were not found.
#include "tests/differential/sqlite_oracle.h"

namespace interlock::reference {

std::unique_ptr<SqliteOracle> SqliteOracle::Open() { return nullptr; }

}  // namespace interlock::reference
