// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ColumnSource: where a column of a result or of a condition comes from.
//
// Thread safety: plain data.

#include <cstdint>

namespace interlock::reference {

/// A column of the probe child, or one of the stored columns of a build row.
struct ColumnSource {
  bool is_build = false;
  std::int64_t column = 0;  // of the probe child, or the position among the stored columns
};

}  // namespace interlock::reference
