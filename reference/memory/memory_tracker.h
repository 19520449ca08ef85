// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// MemoryTracker: a node in a tree of byte counters: session, query, operator. What an operator
// allocates is charged to its own node and to all above; a node over its limit calls its actions in
// the thread that charged (memory_action.h).
//
// Thread safety: thread-safe. No thread may be inside when it is destroyed.
//
// Invariants
//   1. consumed_bytes_ is the sum of all amounts whose Consume has passed this node; never
//   negative,
//      because bytes are given back only after they were charged.
//   2. peak_bytes_ is at least every value that consumed_bytes_ took through a finished Consume.
//   3. actions_ is sorted by descending priority, equal ones in the order they were added. An
//   action
//      stands in it from AddAction to the end of RemoveAction.
//   4. calls_ lists the calls of actions that last, one node on the stack of each calling thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "annotations/atomic.h"
#include "annotations/cond_var.h"
#include "annotations/mutex.h"
#include "annotations/vocabulary.h"
#include "reference/memory/memory_action.h"

namespace interlock::reference {

/// Byte counter with limit and actions. Thread-safe.
class MemoryTracker {
 public:
  /// Requires: `parent` is null or outlives this; `limit_bytes` >= 0, where 0 stands for no limit.
  MemoryTracker(std::string label, MemoryTracker* parent, std::int64_t limit_bytes);
  MemoryTracker(const MemoryTracker&) = delete;
  MemoryTracker& operator=(const MemoryTracker&) = delete;
  /// Requires: every action was removed.
  ~MemoryTracker();

  /// Adds `bytes`, which may be negative, to this tracker and all above it. After a positive amount
  /// each of them that is over its limit calls its first action, this one first, the root last.
  ///
  /// Requires: not more is given back than was charged; not called with a positive amount inside an
  ///           action of this tracker or of one above.
  /// Errors:   none. Over the limit or not, the bytes are counted.
  /// Threads:  any. The caller holds no lock that an action takes. May block as long as an action.
  void Consume(std::int64_t bytes) IL_EXCLUDES(mutex_);

  const std::string& label() const { return label_; }
  MemoryTracker* parent() const { return parent_; }
  std::int64_t limit_bytes() const { return limit_bytes_; }
  std::int64_t consumed_bytes() const { return consumed_bytes_.Load(); }
  std::int64_t peak_bytes() const { return peak_bytes_.Load(); }
  bool is_over_limit() const { return limit_bytes_ > 0 && consumed_bytes() > limit_bytes_; }

  /// Puts `action` into the list. Requires: it is not in it, and outlives its removal.
  void AddAction(MemoryAction& action) IL_EXCLUDES(mutex_);
  /// Takes `action` out of the list and returns when no thread is inside it.
  ///
  /// Requires: it is in the list; not called inside a call of it.
  /// Ordering: the last access of each of its calls -> return.
  void RemoveAction(MemoryAction& action) IL_EXCLUDES(mutex_);

 private:
  friend class MemoryAction;

  // A place in the list.
  struct ActionEntry {
    MemoryAction* action = nullptr;
    bool is_leaving = false;
  };
  // One call of an action by one thread. Lies on that thread's stack, so that calling an action
  // needs no memory.
  struct ActionCall {
    MemoryAction* action = nullptr;
    std::uintptr_t thread = 0;
    ActionCall* next = nullptr;
  };
  class ActionCallEnd;

  void CountBytes(std::int64_t bytes);
  void CallFirstAction() IL_EXCLUDES(mutex_);
  void CallActionBehind(const MemoryAction& action) IL_EXCLUDES(mutex_);
  // Links the first action at or behind `position` that is not leaving to `call`; false if none is.
  bool BeginCall(std::size_t position, ActionCall& call) IL_REQUIRES(mutex_);
  void RunCall(ActionCall& call) IL_EXCLUDES(mutex_);
  void EndCall(const ActionCall& call) IL_EXCLUDES(mutex_);

  // Return the position of `action`, actions_.size() if it is not listed; whether a call of it
  // lasts; whether one of this thread's does.
  std::size_t PositionOf(const MemoryAction& action) const IL_REQUIRES(mutex_);
  bool IsCalled(const MemoryAction& action) const IL_REQUIRES(mutex_);
  bool IsCalledByThisThread(const MemoryAction& action) const IL_REQUIRES(mutex_);
  bool IsThisThreadInsideAnAction() const IL_REQUIRES(mutex_);

  const std::string label_;
  MemoryTracker* const parent_;
  const std::int64_t limit_bytes_;
  Atomic<std::int64_t> consumed_bytes_;
  Atomic<std::int64_t> peak_bytes_;

  Mutex mutex_;
  CondVar call_ended_;
  std::vector<ActionEntry> actions_ IL_GUARDED_BY(mutex_);
  ActionCall* calls_ IL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace interlock::reference
