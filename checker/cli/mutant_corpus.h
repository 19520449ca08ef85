// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A folder of seeded bugs, and of variants that look like bugs and are none:
//
//   FOLDER/<name>/mutation.patch  expect.json  README.md      a bug
//   FOLDER/harmless/<name>.patch                              a variant, named in
//   FOLDER/harmless/expect.json                               {"<name>": {"protocol": ...}, ...}
//
// A folder with neither patch nor expect.json is no mutant.
//
// Of an expect.json this reads `id`, `protocol`, `corpus` and `caught_by`; in `caught_by`, or in
// the entry of a variant, `proof` says what the proof must answer; `unknown` is for a bug that
// takes the proof away and leaves no witness. The other members of `caught_by` name who else
// catches the bug; tests of their own hold them to it.
//
// Thread safety: plain data; ReadCorpus reads files.

#include <string>
#include <vector>

#include "checker/report/run_result.h"
#include "models/protocol/result.h"

namespace interlock::cli {

struct ProofExpectation {
  std::string property = report::ProofRow().property;  // "data race freedom"
  report::Verdict verdict = report::Verdict::kUnknown;
  // Of one finding at least (of one open question, if the verdict is unknown); empty: none wanted.
  std::string rule;
  std::string function;  // that a place of it names; the end of a qualified name
};

struct Mutant {
  std::string name;   // of the folder, or of the patch
  std::string id;     // "M06"; of a harmless variant its name
  std::string title;  // first line of the README; may be empty
  std::string patch;
  std::string protocol;
  bool harmless = false;
  bool has_proof = false;  // else the proof is not asked
  ProofExpectation proof;
  std::string corpus;                  // stages that the corpus of bugs names, "S, T"; may be empty
  std::vector<std::string> arguments;  // of its program, for the explorer
  std::vector<std::string> others;     // who else catches it: "thread sanitizer", "explorer"
};

/// All mutants of `folder`, then the harmless variants, each sorted by name.
///
/// Errors: no such folder, nothing in it, a folder with only one of mutation.patch and expect.json,
/// an
///         expect.json that is malformed, names nobody who catches the bug, or has an id twice.
Result<std::vector<Mutant>> ReadCorpus(const std::string& folder);

/// Those with one of these ids or names; all if there are none. Errors: one that does not exist.
Result<std::vector<Mutant>> SelectMutants(const std::vector<Mutant>& mutants,
                                          const std::vector<std::string>& wanted);

}  // namespace interlock::cli
