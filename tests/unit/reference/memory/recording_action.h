// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// RecordingAction: a memory action that counts its calls and does what a test says.
//
// Thread safety: thread-safe if the function is.

#include <cstdint>
#include <functional>
#include <utility>

#include "annotations/atomic.h"
#include "reference/memory/memory_action.h"
#include "reference/memory/memory_tracker.h"

namespace interlock::reference {

/// Counts calls, then runs a function. Thread-safe if the function is.
class RecordingAction : public MemoryAction {
 public:
  using Body = std::function<void(RecordingAction& self, MemoryTracker& tracker)>;

  explicit RecordingAction(int priority, Body body = nullptr)
      : MemoryAction(priority), body_(std::move(body)) {}

  void Act(MemoryTracker& tracker) override {
    call_count_.FetchAdd(1);
    if (body_) body_(*this, tracker);
  }

  /// Lets the function reach the fallback.
  void Fallback(MemoryTracker& tracker) { ActFallback(tracker); }

  std::int64_t call_count() const { return call_count_.Load(); }

 private:
  const Body body_;
  Atomic<std::int64_t> call_count_;
};

/// The function of an action that never helps.
inline void CallFallback(RecordingAction& self, MemoryTracker& tracker) { self.Fallback(tracker); }

}  // namespace interlock::reference
