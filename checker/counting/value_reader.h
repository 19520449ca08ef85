// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What registers hold in an inlined call: addresses, numbers, conditions.
//
// Addresses come from the points-to analysis, made sharper by the call's own arguments and by the
// stores that the walk itself saw in locals of one thread. What is read too early is noticed at the
// end (FirstIncompleteRead) and fails the extraction.
//
// Thread safety: thread-compatible.

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "checker/counting/claimed_class.h"
#include "checker/counting/control_flow.h"
#include "checker/counting/frame.h"

namespace interlock::counting {

/// What is known of a condition: its value, or what it says of numbers.
struct Judgement {
  std::optional<bool> value;
  std::optional<Constraint> when_true;
};

/// Reads registers of one program; thread-compatible. The arguments must outlive it.
class ValueReader {
 public:
  ValueReader(const link::Program& program, const points_to::PointsTo& points_to,
              const ClaimedClasses& classes, const ControlFlow& flow)
      : program_(program), points_to_(points_to), classes_(classes), flow_(flow) {}

  const facts::Function& FunctionOf(const Frame& frame) const {
    return program_.function(frame.function);
  }
  const facts::Instruction& At(const Frame& frame, facts::Register r) const {
    return FunctionOf(frame).instructions[static_cast<std::size_t>(r)];
  }

  /// Every place that the value may be the address of.
  std::vector<points_to::Location> Where(const Frame& frame, facts::Register r) const;
  /// The number, over parameters and loop counters, if it is known exactly.
  std::optional<Linear> Number(const Frame& frame, facts::Register r) const;
  Value ValueOf(const Frame& frame, facts::Register r) const {
    return {Where(frame, r), Number(frame, r)};
  }
  Judgement Judge(const Frame& frame, const Known& known, facts::Register r) const;
  /// True if the condition asks whether a handle has a thread.
  bool TestsThread(const Frame& frame, facts::Register r) const;

  /// From now on the local is followed by a variable of the system.
  void FollowCounter(const Frame& frame, std::int32_t local, Symbol symbol) {
    counters_[{frame.index, local}] = symbol;
  }
  /// The variable that follows the counter with this address.
  std::optional<Symbol> LoopCounter(const Frame& frame, facts::Register address) const;

  /// Takes note of what the instruction, if it is a store, puts where.
  void KeepStore(const Frame& frame, const facts::Instruction& ins);
  /// Ends what is known if the instruction may write it.
  void Forget(const Frame& frame, facts::Register r, Known* known) const;
  /// A place whose content was used before all of it was stored.
  std::optional<points_to::Location> FirstIncompleteRead() const;

  /// True if the instruction may run more than once in the program.
  bool RunsAgain(const Frame& frame, facts::Register r) const {
    return frame.repeats || flow_.IsInCycle(frame.function, flow_.BlockOf(frame.function, r));
  }
  /// True if it runs for every element of a container, in a loop around it or around a call that
  /// leads to it.
  bool RunsForAllElements(const Frame& frame, facts::Register r) const;

 private:
  /// True if every address that lies at this place was put there by a store that the walk follows,
  /// each call in its own place. So a lock object knows its mutex, whatever others hold.
  bool IsFollowed(const points_to::Location& location) const;
  bool IsStoredInWalkOnly(points_to::ObjectId object) const;

  const link::Program& program_;
  const points_to::PointsTo& points_to_;
  const ClaimedClasses& classes_;
  const ControlFlow& flow_;
  std::map<std::pair<std::size_t, std::int64_t>, Symbol> counters_;
  // Addresses that the walk saw stored, and how many there were when they were read.
  mutable std::map<points_to::Location, std::set<points_to::Location>> stored_;
  mutable std::map<points_to::Location, std::set<std::size_t>> read_;
  mutable std::map<points_to::ObjectId, bool> followed_;
  std::set<points_to::ObjectId> unfollowed_;
};

}  // namespace interlock::counting
