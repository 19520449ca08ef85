// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Atomic<T>: a cell that threads read and change without a lock.
// AtomicRef<T>: the same access to an object that lives elsewhere, e.g. in a packed row.
//
// The memory order is part of a method's name, never an argument: a weaker order is visible where
// it is used, and the checker reads a constant. Without a suffix the order is sequentially
// consistent.
//
// Blocking:       none (lock-free where T is; AtomicRef requires that it is).
// Happens-before: ...Release store, or ...AcquireRelease change -> an ...Acquire load or
//                 ...AcquireRelease change that reads the value (or one of its release sequence).
//                 Methods without suffix do both. ...Relaxed orders nothing.
// Errors:         none.
// Thread safety:  thread-safe. While an AtomicRef to an object exists, every access to that object
//                 goes through some AtomicRef of the same type: a plain access, or one of another
//                 size that overlaps, is a data race.
// Invariants:     1. Same size and same machine code as std::atomic in optimised builds.
//                 2. T is trivially copyable.
// Layout:         AtomicRef's object is aligned to its own size. All of its bytes are touched: a
//                 4-byte flag laid over 1-byte fields touches its neighbours.

#include <atomic>
#include <cstdint>
#include <type_traits>

#include "annotations/misuse.h"
#include "annotations/vocabulary.h"

namespace interlock {

template <typename T>
class Atomic {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Atomic() = default;
  explicit constexpr Atomic(T value) : value_(value) {}
  Atomic(const Atomic&) = delete;
  Atomic& operator=(const Atomic&) = delete;

  /// Returns the value.
  T Load() const { return value_.load(std::memory_order_seq_cst); }
  T LoadAcquire() const { return value_.load(std::memory_order_acquire); }
  T LoadRelaxed() const { return value_.load(std::memory_order_relaxed); }

  /// Replaces the value.
  void Store(T value) { value_.store(value, std::memory_order_seq_cst); }
  void StoreRelease(T value) { value_.store(value, std::memory_order_release); }
  void StoreRelaxed(T value) { value_.store(value, std::memory_order_relaxed); }

  /// Replaces the value in one step and returns the old one.
  T Exchange(T value) { return value_.exchange(value, std::memory_order_seq_cst); }
  T ExchangeAcquireRelease(T value) { return value_.exchange(value, std::memory_order_acq_rel); }

  /// Replaces the value by `desired` if it is `expected` and returns true; otherwise writes the
  /// value found to `expected` and returns false. Never fails without reason.
  bool CompareExchange(T& expected, T desired) {
    return value_.compare_exchange_strong(expected, desired, std::memory_order_seq_cst,
                                          std::memory_order_seq_cst);
  }
  /// Failure is an acquire load.
  bool CompareExchangeAcquireRelease(T& expected, T desired) {
    return value_.compare_exchange_strong(expected, desired, std::memory_order_acq_rel,
                                          std::memory_order_acquire);
  }
  bool CompareExchangeRelaxed(T& expected, T desired) {
    return value_.compare_exchange_strong(expected, desired, std::memory_order_relaxed,
                                          std::memory_order_relaxed);
  }

  /// Adds or subtracts in one step and returns the old value; wraps around.
  T FetchAdd(T amount) { return value_.fetch_add(amount, std::memory_order_seq_cst); }
  T FetchAddAcquireRelease(T amount) { return value_.fetch_add(amount, std::memory_order_acq_rel); }
  T FetchAddRelaxed(T amount) { return value_.fetch_add(amount, std::memory_order_relaxed); }
  T FetchSub(T amount) { return value_.fetch_sub(amount, std::memory_order_seq_cst); }
  T FetchSubAcquireRelease(T amount) { return value_.fetch_sub(amount, std::memory_order_acq_rel); }
  T FetchSubRelaxed(T amount) { return value_.fetch_sub(amount, std::memory_order_relaxed); }

  /// Sets or keeps bits in one step and returns the old value.
  T FetchOr(T bits) { return value_.fetch_or(bits, std::memory_order_seq_cst); }
  T FetchOrRelaxed(T bits) { return value_.fetch_or(bits, std::memory_order_relaxed); }
  T FetchAnd(T bits) { return value_.fetch_and(bits, std::memory_order_seq_cst); }
  T FetchAndRelaxed(T bits) { return value_.fetch_and(bits, std::memory_order_relaxed); }

 private:
  std::atomic<T> value_{};
};

template <typename T>
class AtomicRef {
  static_assert(std::is_trivially_copyable_v<T>);
  static_assert(std::atomic_ref<T>::is_always_lock_free);

 public:
  /// Requires: `object` is aligned to AtomicRef::kAlignment and outlives this.
  /// Errors:   ends the process if it is not aligned.
  explicit AtomicRef(T& object) : reference_(Aligned(object)) {}
  AtomicRef(const AtomicRef&) = default;
  AtomicRef& operator=(const AtomicRef&) = delete;

  static constexpr std::uintptr_t kAlignment = std::atomic_ref<T>::required_alignment;

  /// Returns the value.
  T Load() const { return reference_.load(std::memory_order_seq_cst); }
  T LoadAcquire() const { return reference_.load(std::memory_order_acquire); }
  T LoadRelaxed() const { return reference_.load(std::memory_order_relaxed); }

  /// Replaces the value.
  void Store(T value) const { reference_.store(value, std::memory_order_seq_cst); }
  void StoreRelease(T value) const { reference_.store(value, std::memory_order_release); }
  void StoreRelaxed(T value) const { reference_.store(value, std::memory_order_relaxed); }

  /// As in Atomic.
  bool CompareExchange(T& expected, T desired) const {
    return reference_.compare_exchange_strong(expected, desired, std::memory_order_seq_cst,
                                              std::memory_order_seq_cst);
  }
  bool CompareExchangeAcquireRelease(T& expected, T desired) const {
    return reference_.compare_exchange_strong(expected, desired, std::memory_order_acq_rel,
                                              std::memory_order_acquire);
  }

  T FetchAdd(T amount) const { return reference_.fetch_add(amount, std::memory_order_seq_cst); }
  T FetchAddRelaxed(T amount) const {
    return reference_.fetch_add(amount, std::memory_order_relaxed);
  }
  T FetchOr(T bits) const { return reference_.fetch_or(bits, std::memory_order_seq_cst); }
  T FetchOrRelaxed(T bits) const { return reference_.fetch_or(bits, std::memory_order_relaxed); }

 private:
  static T& Aligned(T& object) {
    if (reinterpret_cast<std::uintptr_t>(&object) % kAlignment != 0) {
      internal::EndOnMisuse("AtomicRef to an object that is not aligned");
    }
    return object;
  }

  std::atomic_ref<T> reference_;
};

}  // namespace interlock
