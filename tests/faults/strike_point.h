// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// StrikePoint: counts operations of one kind and does something at one of them.
//
// Thread safety: Count and the accessors are thread-safe; Arm is called by one thread, once.
//
// Invariants
//   1. What it does at the operation counts nothing itself: an operation inside it is passed over.
//   2. It orders nothing between the threads that count, so that it hides no race from a sanitizer.

#include <atomic>
#include <cstdint>
#include <functional>

namespace interlock::reference {

/// A counter that strikes. See above.
class StrikePoint {
 public:
  static constexpr std::int64_t kNever = -1;

  /// Begins to count, from 0; calls `strike` in the thread of operation `operation`, before it.
  void Arm(std::int64_t operation, std::function<void()> strike);
  /// Ends counting. Requires: no thread counts.
  void Disarm() { is_armed_.store(false, std::memory_order_relaxed); }
  /// An operation is about to happen.
  void Count() {
    // Acquire: pairs with the release in Arm, which wrote what is read below.
    if (is_armed_.load(std::memory_order_acquire)) CountArmed();
  }

  std::int64_t count() const { return count_.load(std::memory_order_relaxed); }
  bool has_struck() const { return has_struck_.load(std::memory_order_relaxed); }

 private:
  void CountArmed();

  std::atomic<bool> is_armed_{false};
  std::atomic<std::int64_t> count_{0};
  std::atomic<bool> has_struck_{false};
  std::int64_t operation_ = kNever;
  std::function<void()> strike_;
};

}  // namespace interlock::reference
