// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// MemoryAction: what to do when a memory tracker is over its limit: make an operator spill, or,
// when nothing else helps, cancel the query.
//
// A tracker keeps its actions in a list, highest priority first, and calls only the first one. An
// action that cannot help, now or at all, calls ActFallback, and the next one in the list has its
// turn: one operator's spill, another operator's spill, at last the cancel action.
//
// Thread safety: Act is called by any number of threads at once, each one inside its own Consume,
// while the owner may add and remove actions. An action makes its own state safe for that.
//
// The chain and its end
//   1. No action holds a pointer to the next one. ActFallback asks the tracker, which looks under
//      its mutex for the first action behind this one that is not leaving: an action that left
//      before is skipped, and one that is found counts as called from that moment on.
//   2. A call lasts from then to the return of Act, hence also while it is inside its fallback. The
//      mutex is free meanwhile: an action may block, and consumers, other calls and removals go on.
//   3. RemoveAction marks the action as leaving, so that no new call finds it, then waits until no
//      call of it lasts. After that its owner may destroy it. An action that is called stays in the
//      list until its call ends, so "behind this one" in 1 always means something.
//   4. Hence RemoveAction of an action also waits for what its calls wait for in their fallback. No
//      action may wait for its own removal, nor for that of one before it.

#include "annotations/vocabulary.h"

namespace interlock::reference {

class MemoryTracker;

/// One way to give memory back. Act is thread-safe.
class MemoryAction {
 public:
  /// Priority of the action that a list should try last.
  static constexpr int kLowestPriority = -1000;

  MemoryAction(const MemoryAction&) = delete;
  MemoryAction& operator=(const MemoryAction&) = delete;
  virtual ~MemoryAction() = default;

  /// Returns the place in the list: higher goes first, equal ones in the order they were added.
  int priority() const { return priority_; }

  /// Gives memory of `tracker` back, or sees to it that some thread soon will, or calls
  /// ActFallback. May block.
  ///
  /// Requires: does not consume a positive amount on `tracker` or below, and does not remove this
  ///           action: either would wait for, or call, itself.
  /// Errors:   none; does not throw.
  /// Threads:  any number at once; the caller is inside Consume and holds no lock of the tracker.
  virtual void Act(MemoryTracker& tracker) = 0;

 protected:
  explicit MemoryAction(int priority) : priority_(priority) {}

  /// Calls the next action in the list of `tracker`; does nothing if this is the last one.
  ///
  /// Requires: called by this action's Act, with its argument.
  void ActFallback(MemoryTracker& tracker);

 private:
  const int priority_;
};

}  // namespace interlock::reference
