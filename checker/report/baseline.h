// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The baseline file: what a project knows of and does not want to fail for, and what it has proved
// and does not want to lose. Schema: baseline_schema.json; meaning: docs/baseline.md.
//
// Entries name things by stable fingerprints and stable keys of sites, never by position, and hold
// no path of the machine. baseline_compare.h holds a run against them.
//
// Thread safety: plain data and pure functions.
//
// Invariants
//   1. BaselineToText sorts: equal baselines give equal bytes, whatever the order of their entries.
//   2. Each entry is a block of lines of its own, the comma between two is a line of its own:
//   adding
//      or removing an entry changes no other line, so that independent changes merge.
//   3. BaselineFromText accepts entries in any order, and nothing else that BaselineToText would
//   not
//      write: an entry that stands there twice, a member that is not known, or another version is
//      an error. What is not understood could silence something.

#include <cstdint>
#include <string>
#include <vector>

#include "checker/report/run_result.h"
#include "models/protocol/result.h"

namespace interlock::report {

inline constexpr const char* kBaselineSchema = "interlock-baseline/1";

struct KnownFinding {
  std::string protocol;  // empty for findings of one unit
  std::string rule;
  std::string fingerprint;  // Finding::id
  std::string what;         // for people: the message
};

/// A shared field, spawn site or source that no protocol covers.
struct KnownNotCovered {
  std::string kind;
  std::string name;
  std::int64_t count = 1;  // how many of this kind and name
};

struct KnownProof {
  std::string protocol;
  std::string property;
  Verdict verdict = Verdict::kUnknown;  // kProved, kProvedToBound, or kUnknown: the whole protocol
  std::string budget;  // kUnknown: limit for its linking and proof, "20s"; empty: the default
};

/// One undecided question of a protocol that is not listed as a whole.
struct KnownUnknown {
  std::string protocol;
  std::string rule;
  std::string fingerprint;
  std::vector<std::string> sites;  // for people: stable keys, sorted
  std::string what;                // for people, if there is no site: the detail
  std::int64_t count = 1;          // how many with this fingerprint
};

struct Baseline {
  std::vector<KnownFinding> findings;
  std::vector<KnownNotCovered> not_covered;
  std::vector<KnownProof> proofs;
  std::vector<KnownUnknown> unknown;

  /// The entry of a protocol's property, or null.
  const KnownProof* FindProof(const std::string& protocol, const std::string& property) const;
  /// True if the protocol is listed as known unknown as a whole.
  bool IsKnownUnknown(const std::string& protocol) const;
};

/// Renders `baseline`. Ends with a newline.
std::string BaselineToText(const Baseline& baseline);

/// Reads what BaselineToText wrote.
///
/// Errors: no JSON (position "line:column"), another version, a member that is missing, unknown or
///         of the wrong type, an entry that stands there twice (position: JSON pointer).
Result<Baseline> BaselineFromText(const std::string& text);

}  // namespace interlock::report
