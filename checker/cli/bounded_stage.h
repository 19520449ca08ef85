// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Links and proves the protocols that a baseline lists as unknown, each in a child process with a
// limit of its own, so that a protocol without hope costs neither time nor memory of the others.
//
// The limit is soft first: when it is over, the rest of the pairs becomes unknown and what was
// refuted until then is kept. A child that does not even come to that is ended some time later; the
// protocol is then unknown with that reason, and nothing is known of what it covers.
//
// Thread safety: as child_process.h: from the main thread, before other threads exist.
//
// Invariants
//   1. Every job gives a proof row, whatever happened to its child.
//   2. No row of a protocol that was ended early is *proved*.

#include <cstdint>
#include <string>
#include <vector>

#include "checker/cli/run_folder.h"
#include "checker/report/run_result.h"

namespace interlock::cli {

/// The limit of a protocol for which the baseline names none.
inline constexpr const char* kDefaultBudget = "60s";

struct BoundedJob {
  std::string protocol;
  std::string budget;  // for people
  std::int64_t budget_ms = 0;
  bool prove = true;  // false: what it covers is all that is asked
};

struct BoundedOptions {
  std::vector<std::string> facts_files;
  std::vector<std::string> roots;  // as link::LinkOptions
  std::int64_t solver_timeout_ms = 30000;
  int jobs = 1;
};

struct BoundedOutcome {
  bool linked = true;  // false: `rows.not_covered` says nothing
  /// Proof, findings and open questions of this protocol; `not_covered` holds what it leaves
  /// uncovered, with link::Uncovered::id as name.
  report::RunResult rows;
};

/// One outcome per job, in the same order. Protocols, certificates of what was proved and witnesses
/// are written to `folder`.
///
/// Requires: the facts have a root for each of the protocols.
std::vector<BoundedOutcome> RunBounded(const std::vector<BoundedJob>& jobs,
                                       const BoundedOptions& options, const RunFolder& folder);

}  // namespace interlock::cli
