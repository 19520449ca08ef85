// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Thread: a thread of execution that always ends before its handle does.
//
// Blocking:       Join(), assignment to a handle with a thread, and the destructor wait until that
//                 thread has ended, without bound.
// Happens-before: construction -> first action of the callable;
//                 last action of the callable -> return of Join() or of the destructor.
// Errors:         ends the process if the system cannot start a thread, if the callable lets an
//                 exception out, or if a thread joins itself.
// Thread safety:  thread-compatible: one thread at a time uses a handle.
// Invariants:     1. A handle stands for at most one thread, a thread for exactly one handle.
//                 2. There is no detach.

#include <thread>
#include <type_traits>
#include <utility>

#include "annotations/vocabulary.h"

namespace interlock {

class Thread {
 public:
  /// Makes a handle without a thread.
  Thread() = default;

  /// Starts a thread that calls `callable` once. The thread owns the callable; what it captured by
  /// reference must outlive the thread.
  template <typename Callable>
    requires std::is_invocable_v<Callable>
  explicit Thread(Callable callable IL_TRANSFERS) noexcept IL_SPAWNS(callable)
      : thread_(std::move(callable)) {}

  Thread(Thread&& other) noexcept : thread_(std::move(other.thread_)) {}

  /// Waits for the thread of this handle, then takes over the one of `other`.
  Thread& operator=(Thread&& other) noexcept IL_JOINS {
    Join();
    thread_ = std::move(other.thread_);
    return *this;
  }

  ~Thread() IL_JOINS {
    if (thread_.joinable()) thread_.join();
  }

  /// Waits until the thread has ended; returns at once if there is none.
  void Join() noexcept IL_JOINS {
    if (thread_.joinable()) thread_.join();
  }

  /// Returns whether this handle has a thread that was not joined yet.
  bool joinable() const noexcept { return thread_.joinable(); }

 private:
  std::thread thread_;
};

}  // namespace interlock
