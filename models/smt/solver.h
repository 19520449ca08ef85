// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Answers one script within a time limit; this folder is the only user of Z3.
//
// Thread safety: a Solver belongs to one thread at a time; several solvers may work at once.
//
// Invariants
//   1. What is given to Z3 is the text of the script, as it stands, minus its (check-sat).
//   2. `kUnsat` has a core: the names of assertions that contradict each other.
//   3. An answer that comes later than the time limit is `kUnknown`, whatever it was.
//   4. The limit holds for nonlinear arithmetic too: such queries run in a child process that is
//      ended at the limit.
//   5. No exception leaves this folder; a parse or memory error is `kUnknown` with its message.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "models/smt/script.h"

namespace interlock::smt {

enum class AnswerKind : std::uint8_t { kSat, kUnsat, kUnknown };

struct Answer {
  AnswerKind kind = AnswerKind::kUnknown;
  bool timed_out = false;                    // kUnknown
  std::string reason;                        // kUnknown
  std::vector<std::string> core;             // kUnsat: names, in order of the script
  std::map<std::string, std::string> model;  // kSat: constant -> decimal number
  std::int64_t elapsed_us = 0;
};

/// Thread-hostile solver; make one per thread.
class Solver {
 public:
  Solver();
  ~Solver();
  Solver(const Solver&) = delete;
  Solver& operator=(const Solver&) = delete;

  /// Answers `script` within `timeout_ms` (at least 1).
  Answer Solve(const Script& script, std::int64_t timeout_ms);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// "4.8.12": the version of the linked library.
std::string SolverVersion();

}  // namespace interlock::smt
