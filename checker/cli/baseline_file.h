// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The baseline that a run was given, and the limits that it sets.
//
// Thread safety: plain data and pure functions.

#include <string>
#include <vector>

#include "checker/cli/bounded_stage.h"
#include "checker/report/baseline.h"
#include "models/protocol/result.h"

namespace interlock::cli {

struct BaselineFile {
  report::Baseline baseline;
  std::string shown_name;  // as given; of an absolute path the last component

  /// The protocols that are listed as unknown as a whole, each with its limit.
  std::vector<BoundedJob> KnownUnknown() const;
};

/// Reads `file`; an empty name is an empty baseline.
/// Errors: no such file, or one that baseline.h refuses, or a budget that is no duration; the
///         position is file:line:column, or the file and the JSON pointer.
Result<BaselineFile> ReadBaselineFile(const std::string& file);

}  // namespace interlock::cli
