// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Stage three: every selected protocol to a proof result, several at a time, with one budget.
//
// Thread safety: call from the main thread. Workers only run ProveProtocol, which is pure.
//
// Invariants
//   1. Every protocol handed in has an entry in the result, in the same order.
//   2. After an interrupt the call returns within kGraceSeconds; what was not finished has no
//      result. A worker that is still inside the solver is left behind: the process must then end
//      without running destructors (main does).

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "models/parametric/prove.h"
#include "models/protocol/protocol.h"

namespace interlock::cli {

struct ProveStageOptions {
  int jobs = 1;
  std::int64_t solver_timeout_ms = 30000;
  std::int64_t budget_ms = 0;  // for all protocols together; 0: no limit
  /// Sums over all protocols; called from this thread.
  std::function<void(std::size_t done, std::size_t total)> progress;
};

/// One entry per protocol; empty if the run was interrupted before it was decided.
std::vector<std::optional<Result<parametric::ProofResult>>> ProveAll(
    const std::vector<protocol::Protocol>& protocols, const ProveStageOptions& options);

}  // namespace interlock::cli
