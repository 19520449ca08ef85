// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// `result.json`: a RunResult as text and back. Schema: result_schema.json.
//
// Thread safety: pure functions.
// Errors: text that is no JSON, has another schema version, or lacks a member; the position is
// `line:column` or the name of the member.

#include <string>

#include "checker/report/run_result.h"
#include "models/protocol/result.h"

namespace interlock::report {

/// Renders `result`; the same result gives the same bytes. Ends with a newline.
std::string ResultToJson(const RunResult& result);

/// Reads what ResultToJson wrote.
Result<RunResult> ResultFromJson(const std::string& text);

}  // namespace interlock::report
