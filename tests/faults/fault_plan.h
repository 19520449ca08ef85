// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// FaultPlan: the one thing that goes wrong in a run of a join: what, and at which operation.
//
// Thread safety: thread-compatible; the run only reads it.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/unit/reference/spill/faulty_file_operations.h"

namespace interlock::reference {

/// Which operations are counted.
enum class FaultSite : std::uint8_t {
  kFile,        // opens, writes and reads of spill files
  kCharge,      // positive charges that the statement's tracker sees
  kLock,        // locks: operations of channels, wait groups, trackers, killer, spill status
  kBuildChild,  // calls of Next
  kProbeChild,
  kBothChildren,  // the k-th call of each
};

/// What happens at the operation.
enum class FaultEffect : std::uint8_t {
  kNone,
  kFileFault,    // FaultPlan::file_kind
  kRefuse,       // the query is killed with kResourceExhausted
  kCancel,       // the query is killed with kCancelled
  kClose,        // main closes the join; the thread that operates waits until it begins to
  kChildError,   // Next returns an error
  kChildThrows,  // Next throws std::bad_alloc
};

/// In place of a number of chunks. The build is under way when main learns of the error.
inline constexpr std::int64_t kAfterError = -1;

/// What to do in a run. Thread-compatible.
struct FaultPlan {
  FaultSite site = FaultSite::kFile;
  FaultEffect effect = FaultEffect::kNone;
  FaultKind file_kind = FaultKind::kNone;
  bool is_lasting = false;     // of a file fault: the operations behind it as well
  std::int64_t operation = 0;  // k
  /// Of kClose: main has taken so many chunks of the result, and asks for no more; operations are
  /// counted from then on. Or kAfterError: the probe child fails at its first call; operations are
  /// counted from the start.
  std::int64_t chunk_count = 0;
};

/// Returns all plans, but for `operation` and `chunk_count`.
std::vector<FaultPlan> AllFaultPlans();

/// Returns what is injected where, as one word each.
std::string NameOf(const FaultPlan& plan);
/// Returns everything of the plan.
std::string PlanText(const FaultPlan& plan);

}  // namespace interlock::reference
