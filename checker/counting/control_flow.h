// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What the extraction of counter systems asks about control flow: which functions lead to
// synchronisation, which blocks may run again.
//
// Thread safety: thread-compatible (answers are kept).

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "checker/counting/claimed_class.h"
#include "checker/points_to/points_to.h"
#include "checker/program/program.h"

namespace interlock::counting {

/// True for the value of an atomic's own wait, which is all that the facts tell of such a wait.
bool IsAtomicWait(const facts::Instruction& ins);

/// Answers about one program; thread-compatible.
class ControlFlow {
 public:
  /// The arguments must outlive it.
  ControlFlow(const link::Program& program, const points_to::PointsTo& points_to,
              const ClaimedClasses& classes);

  /// True if a call of the function may start, join, lock, wait, notify, make or use a claimed
  /// class, or run code that is not understood.
  bool Synchronises(link::FunctionId function) const { return synchronises_.count(function) != 0; }
  /// True if one of the blocks holds such an instruction or a call of such a function.
  bool HasSynchronisation(link::FunctionId function, const std::vector<std::int32_t>& blocks) const;
  /// The block that lists the instruction.
  std::int32_t BlockOf(link::FunctionId function, facts::Register r) const;
  /// True if the block may run again after itself, exceptions aside.
  bool IsInCycle(link::FunctionId function, std::int32_t block) const;

 private:
  bool IsSynchronisation(link::FunctionId function, facts::Register r) const;

  const link::Program& program_;
  const points_to::PointsTo& points_to_;
  const ClaimedClasses& classes_;
  std::set<link::FunctionId> synchronises_;
};

}  // namespace interlock::counting
