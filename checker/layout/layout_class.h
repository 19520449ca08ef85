// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A class that describes packed bytes: IL_LAYOUT on the class, IL_FIELD on its parts.
//
// What its constructors make of their arguments relates its fields for all of its life, as long as
// no other function writes them; that is the hypothesis of every proof about the layout.
//
// Thread safety: plain data; ReadLayoutClass is a pure function of the program.
//
// Invariants
//   1. `hypothesis` holds for every object of the class that a constructor made, or is empty: then
//      `weaknesses` says why, and the fields may have any values.

#include <map>
#include <string>
#include <vector>

#include "checker/layout/evaluator.h"
#include "checker/layout/value.h"
#include "checker/program/program.h"

namespace interlock::layout {

/// One IL_FIELD claim. A claim that could not be read has a `problem`.
struct FieldClaim {
  std::string name;
  Value offset;
  Value size;           // not used with `to_end`
  bool to_end = false;  // size `rest`
  bool is_atomic = false;
  std::string position;
  std::string problem;
};

/// A row of the table of fields in the class itself.
struct ScalarField {
  std::string path;  // "parameters_.has_flag"
  std::int64_t offset = 0;
  std::uint32_t bytes = 0;
  bool is_container_size = false;
  bool is_truth = false;
  bool is_unsigned = false;
};

struct LayoutClass {
  std::string record;  // USR
  std::string name;    // of the class
  std::string label;   // of the claim
  std::string position;
  std::vector<FieldClaim> fields;
  std::vector<link::FunctionId> methods;  // without constructors, destructor and assignment
  std::vector<ScalarField> scalars;
  /// One alternative per constructor: conditions over the fields and the constructor's arguments.
  std::vector<Guard> hypothesis;
  std::vector<WrapCheck> constructor_wraps;
  std::vector<WrapCheck> accessor_wraps;  // of what claims name
  std::vector<std::string> weaknesses;
  /// Symbol of the layout -> the name that the class itself gives it, e.g. column_count.
  std::map<std::string, std::string> accessors;
};

/// Classes with an IL_LAYOUT claim, sorted by USR.
std::vector<const facts::Record*> LayoutRecords(const link::Program& program);

LayoutClass ReadLayoutClass(const link::Program& program, const facts::Record& record,
                            Evaluator& evaluator);

/// The scalar fields of a record, inner records included.
std::vector<ScalarField> ScalarFields(const link::Program& program, const std::string& record);

}  // namespace interlock::layout
