// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Holds a run against a baseline, and makes a baseline of a run. docs/baseline.md says the same for
// users.
//
// Thread safety: pure functions of their arguments.
//
// Invariants
//   1. Nothing leaves the result: what is known is marked, counted and still refuted or unknown.
//   2. A finding is compared one by one, also in a protocol that is listed as unknown as a whole.
//   3. Of a protocol that is listed as unknown and was not proved, no pair counts as separated.
//   4. A run that is not complete neither regresses nor fixes anything: it does not know.

#include <functional>
#include <string>

#include "checker/report/baseline.h"
#include "checker/report/run_result.h"

namespace interlock::report {

/// Up to this number of undecided questions MakeBaseline lists each; beyond it, the protocol.
inline constexpr std::size_t kListedOneByOneMax = 50;

/// Which protocols the run was asked about; entries of the others are left alone.
using ProtocolFilter = std::function<bool(const std::string& protocol)>;

/// Marks what `baseline` lists, adds a finding IL-REGRESSED-PROOF for every proof that became
/// weaker or is gone, and lists entries that are no longer found. `file` is the name for people.
///
/// Requires: called once, after all rows were added. Leaves `result` sorted.
void ApplyBaseline(const Baseline& baseline, const std::string& file,
                   const ProtocolFilter& selected, RunResult* result);

/// The baseline that makes the same run pass. A protocol that `earlier` lists as unknown stays
/// listed so, budget included, as long as it is not proved; so do entries that were not selected.
///
/// Requires: `result` is complete.
Baseline MakeBaseline(const RunResult& result, const Baseline& earlier,
                      const ProtocolFilter& selected);

/// Stable identity of an undecided question: rule and stable keys of its sites; without a site its
/// text. Questions about the same sites for the same rule are counted.
std::string FingerprintOf(const Open& open);

}  // namespace interlock::report
