// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What is proved about packed bytes: properties, each a list of obligations with verdicts.
//
// Thread safety: plain data.
//
// Invariants
//   1. A property is proved only if each of its obligations is, and it has at least one.
//   2. A refuted obligation has a model; an unknown one a reason.
//   3. A failing set with `is_exact` has a proof that no other value fails.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/parametric/prove.h"

namespace interlock::layout {

using parametric::Verdict;

struct BytePlace {
  std::string position;
  std::string function;
  std::string access;          // "relaxed atomic write of 4 bytes", ...
  std::string bytes;           // range as a term, e.g. "[8, 12)"
  std::string role = {};       // whose thread, if the obligation is about threads
  bool is_handed_out = false;  // a pointer that leaves the class, no access of its own
};

/// The values of one parameter of the layout with which an obligation fails.
struct FailingSet {
  std::string parameter;
  std::vector<std::pair<std::int64_t, std::int64_t>> intervals;  // ends included, ascending
  bool is_exact = false;
  std::string ToText() const;  // "column_count = 0..23"
};

struct LayoutObligation {
  std::string id;  // stable within the protocol
  std::string text;
  Verdict verdict = Verdict::kUnknown;
  std::string reason;                    // kUnknown
  std::vector<std::string> assumptions;  // ids
  std::vector<std::string> certificates;
  std::vector<BytePlace> places;  // up to two
  std::map<std::string, std::string> model;
  std::vector<FailingSet> failing;
  std::string position;  // where to point at
};

struct LayoutProperty {
  std::string name;   // "layout build_row: flag word apart from plain accesses"
  std::string rule;   // of a finding
  std::string claim;  // what holds if it is proved, in words
  std::string method;
  Verdict verdict = Verdict::kUnknown;
  std::vector<LayoutObligation> obligations;
  /// Pairs and places that this property says nothing about, for the race proof.
  std::vector<std::string> left;
  std::vector<BytePlace> accesses;  // what was looked at
};

struct LayoutAssumption {
  std::string id;
  std::string text;
};

struct LayoutResult {
  std::vector<LayoutProperty> properties;
  std::vector<LayoutAssumption> assumptions;  // those that obligations name
  std::vector<parametric::Certificate> certificates;
};

/// The weakest verdict of the obligations.
Verdict WeakestOf(const std::vector<LayoutObligation>& obligations);

/// All assumptions that an obligation may name.
const std::vector<LayoutAssumption>& KnownAssumptions();

}  // namespace interlock::layout
