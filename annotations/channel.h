// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Channel<T>: a bounded queue that hands values from threads to threads, first in, first out.
//
// Blocking:       Send() waits while `capacity` values lie in the channel; with capacity 0
//                 (rendezvous) it waits until a receiver has taken the value. Receive() waits while
//                 the channel is empty and open. Both return when the channel is closed. Close(),
//                 TrySend() and TryReceive() do not wait. Waiting for several channels at once is
//                 Select (select.h), which takes SelectableChannels; nothing else differs.
// Happens-before: k-th Send() -> return of the k-th Receive();
//                 k-th Receive() -> return of the (k + capacity)-th Send();
//                 Close() -> return of each Send() or Receive() that reports it.
//                 TrySend() and TryReceive() that succeed count as Send() and Receive().
// Ownership:      the value moves. The receiver owns it; the sender keeps no alias it uses.
// Errors:         Send() on a closed channel returns false and destroys the value. Receive() on a
//                 closed channel returns what is left, then nothing. std::bad_alloc may escape from
//                 Send(); then nothing was sent.
// Thread safety:  thread-safe. No thread may be inside when it is destroyed.
// Invariants:     1. values_.size() <= max(capacity, 1).
//                 2. received_ <= sent_ <= received_ + max(capacity, 1).
//                 3. closed_ never becomes false again.
//                 4. capacity 0: a value in values_ has its sender waiting for it.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "annotations/cond_var.h"
#include "annotations/misuse.h"
#include "annotations/mutex.h"
#include "annotations/vocabulary.h"

namespace interlock {

namespace internal {

class SelectWaiter;

/// The waiters of a channel that no Select waits for.
class NoSelectWaiters {
 public:
  void NotifyAll() {}
};

}  // namespace internal

/// What became of a TrySend() or TryReceive().
enum class ChannelResult : std::uint8_t {
  kDone,        // the value was sent, or received
  kWouldBlock,  // nothing happened: full, or empty and open
  kClosed,      // nothing happened: closed (for TryReceive: and empty)
};

template <typename T, typename Waiters = internal::NoSelectWaiters>
class Channel {
 public:
  explicit Channel(std::size_t capacity) : capacity_(capacity) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Hands `value` over; false if the channel is, or becomes, closed before that.
  [[nodiscard]] bool Send(T value IL_TRANSFERS) IL_SENDS(value) IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    while (!closed_ && values_.size() >= slot_count()) not_full_.Wait(mutex_);
    if (closed_) return false;
    values_.push_back(std::move(value));
    sent_ += 1;
    const std::uint64_t ticket = sent_;
    not_empty_.NotifyOne();
    waiters_.NotifyAll();
    if (capacity_ > 0) return true;
    while (received_ < ticket && !closed_) taken_.Wait(mutex_);
    return received_ >= ticket;
  }

  /// Returns the oldest value, or nothing once the channel is closed and empty.
  [[nodiscard]] std::optional<T> Receive() IL_RECEIVES IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    while (!closed_ && values_.empty()) not_empty_.Wait(mutex_);
    if (values_.empty()) return std::nullopt;
    std::optional<T> value(std::move(values_.front()));
    values_.pop_front();
    received_ += 1;
    not_full_.NotifyOne();
    if (capacity_ == 0) taken_.NotifyAll();
    waiters_.NotifyAll();
    return value;
  }

  /// Hands `value` over if that needs no waiting; otherwise leaves it alone.
  ///
  /// Requires: capacity() > 0, so that a value can wait for its receiver without its sender.
  [[nodiscard]] ChannelResult TrySend(T& value) IL_SENDS(value) IL_EXCLUDES(mutex_) {
    if (capacity_ == 0) internal::EndOnMisuse("TrySend to a channel without capacity");
    MutexLock lock(mutex_);
    if (closed_) return ChannelResult::kClosed;
    if (values_.size() >= capacity_) return ChannelResult::kWouldBlock;
    values_.push_back(std::move(value));
    sent_ += 1;
    not_empty_.NotifyOne();
    waiters_.NotifyAll();
    return ChannelResult::kDone;
  }

  /// Moves the oldest value to `value` if there is one; otherwise leaves it alone.
  [[nodiscard]] ChannelResult TryReceive(std::optional<T>& value) IL_RECEIVES IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (values_.empty()) return closed_ ? ChannelResult::kClosed : ChannelResult::kWouldBlock;
    value.emplace(std::move(values_.front()));
    values_.pop_front();
    received_ += 1;
    not_full_.NotifyOne();
    if (capacity_ == 0) taken_.NotifyAll();
    waiters_.NotifyAll();
    return ChannelResult::kDone;
  }

  /// Closes the channel; closing it again changes nothing. Values already sent stay receivable, but
  /// with capacity 0 one that no receiver has taken is given up and its Send() returns false.
  void Close() IL_CLOSES IL_EXCLUDES(mutex_) {
    std::deque<T> given_up;  // destroyed after the lock is released
    {
      MutexLock lock(mutex_);
      closed_ = true;
      if (capacity_ == 0) given_up.swap(values_);
      not_full_.NotifyAll();
      not_empty_.NotifyAll();
      taken_.NotifyAll();
      waiters_.NotifyAll();
    }
  }

  std::size_t capacity() const { return capacity_; }

  /// Begins or ends that changes of the channel notify `waiter`. For Select alone.
  void AddWaiter(internal::SelectWaiter& waiter) IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    waiters_.Add(waiter);
  }
  void RemoveWaiter(internal::SelectWaiter& waiter) IL_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    waiters_.Remove(waiter);
  }

 private:
  std::size_t slot_count() const { return capacity_ == 0 ? 1 : capacity_; }

  const std::size_t capacity_;
  Mutex mutex_;
  CondVar not_full_;
  CondVar not_empty_;
  CondVar taken_;  // capacity 0 only
  std::deque<T> values_ IL_GUARDED_BY(mutex_);
  std::uint64_t sent_ IL_GUARDED_BY(mutex_) = 0;
  std::uint64_t received_ IL_GUARDED_BY(mutex_) = 0;
  bool closed_ IL_GUARDED_BY(mutex_) = false;
  Waiters waiters_ IL_GUARDED_BY(mutex_);
};

}  // namespace interlock
