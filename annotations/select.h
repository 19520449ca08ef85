// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Select: waits for several channels at once and does the first thing that can be done.
//
//   std::optional<Chunk> chunk;
//   std::optional<Stop> stop;
//   switch (Select(Receiving(stop_channel, stop), Receiving(chunks, chunk))) {
//     case 0: return;                       // closed, or a value arrived
//     case 1: if (!chunk.has_value()) ...   // closed and empty
//   }
//
// Blocking:       until one case can go on: its channel has room, or a value, or is closed.
// Happens-before: as Send() and Receive() of the channel whose case went on.
// Order:          cases are tried from the first to the last: if several can go on, the first does.
//                 Put what must not be delayed, such as a stop, first.
// Errors:         none. A case that went on because its channel is closed leaves its value alone:
//                 an empty optional, or a value that was not sent.
// Thread safety:  thread-safe, as the channels are.
// Requires:       channels of sending cases have a capacity of at least 1; no two cases of one call
//                 share a channel.
// Source:         the select statement of Go; case order instead of a random choice, so that a
//                 schedule determines a run.

#include <cstddef>
#include <optional>

#include "annotations/channel.h"
#include "annotations/select_waiters.h"

namespace interlock {

/// A channel that a Select may wait for.
template <typename T>
using SelectableChannel = Channel<T, internal::SelectWaiters>;

/// A case that moves `value` into `channel`.
template <typename T>
class SendingCase {
 public:
  SendingCase(SelectableChannel<T>& channel, T& value) : channel_(channel), value_(value) {}

  bool Try() {
    result_ = channel_.TrySend(value_);
    return result_ != ChannelResult::kWouldBlock;
  }
  void Enter(internal::SelectWaiter& waiter) { channel_.AddWaiter(waiter); }
  void Leave(internal::SelectWaiter& waiter) { channel_.RemoveWaiter(waiter); }

 private:
  SelectableChannel<T>& channel_;
  T& value_;
  ChannelResult result_ = ChannelResult::kWouldBlock;
};

/// A case that moves a value out of `channel`.
template <typename T>
class ReceivingCase {
 public:
  ReceivingCase(SelectableChannel<T>& channel, std::optional<T>& value)
      : channel_(channel), value_(value) {}

  bool Try() { return channel_.TryReceive(value_) != ChannelResult::kWouldBlock; }
  void Enter(internal::SelectWaiter& waiter) { channel_.AddWaiter(waiter); }
  void Leave(internal::SelectWaiter& waiter) { channel_.RemoveWaiter(waiter); }

 private:
  SelectableChannel<T>& channel_;
  std::optional<T>& value_;
};

template <typename T>
SendingCase<T> Sending(SelectableChannel<T>& channel, T& value) {
  return SendingCase<T>(channel, value);
}

template <typename T>
ReceivingCase<T> Receiving(SelectableChannel<T>& channel, std::optional<T>& value) {
  return ReceivingCase<T>(channel, value);
}

namespace internal {

/// Tries the cases in order; returns the index of the one that went on, or the number of cases.
template <typename... Cases>
std::size_t TrySelect(Cases&... cases) {
  std::size_t index = 0;
  const bool is_done = (... || (cases.Try() || (++index, false)));
  static_cast<void>(is_done);
  return index;
}

}  // namespace internal

/// Waits until one of the cases can go on, does it, and returns its index.
template <typename... Cases>
[[nodiscard]] std::size_t Select(Cases... cases) {
  std::size_t index = internal::TrySelect(cases...);
  if (index < sizeof...(cases)) return index;
  internal::SelectWaiter waiter;
  (cases.Enter(waiter), ...);
  index = internal::TrySelect(cases...);
  while (index == sizeof...(cases)) {
    waiter.Await();
    index = internal::TrySelect(cases...);
  }
  (cases.Leave(waiter), ...);
  return index;
}

}  // namespace interlock
