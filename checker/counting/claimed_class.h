// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What a method with claims does to the object it belongs to, as far as its class shows it.
//
// A channel is a class with methods that claim to send, receive and close, and one constructor that
// stores its capacity. That such a method waits exactly while the channel is full (empty) and open
// is taken from the claim: an assumption, listed by the extraction. That it can wait at all is read
// off the body: a method that nowhere waits for a condition is the one that tries.
//
// A counter (wait group, latch) is a class with a method that claims to wait and returns only once
// it has read 0 from a field; this and what its other methods do to the field is read off bodies.
//
// Thread safety: immutable after construction.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "checker/program/program.h"

namespace interlock::counting {

enum class MethodKind : std::uint8_t {
  kNone,  // no claim that this knows: look inside
  kSend,
  kTrySend,
  kReceive,
  kTryReceive,
  kCloseChannel,
  kWait,
  kAddUnits,
  kEndUnits,
  kMakeChannel,   // constructor
  kMakeCounter,   // constructor
  kNotUnderstood  // has a claim that matters here, and its class does not fit it
};

struct MethodEffect {
  MethodKind kind = MethodKind::kNone;
  /// Parameter with the capacity, the initial count or the number of units; -1: `amount` is it.
  std::int32_t parameter = -1;
  std::int64_t amount = 0;
  std::string reason;  // kNotUnderstood
};

/// Reads classes of one program, which must outlive it.
class ClaimedClasses {
 public:
  explicit ClaimedClasses(const link::Program& program) : program_(program) {}

  MethodEffect EffectOf(link::FunctionId method) const;

 private:
  /// Whether the function, or one that it calls by name, has such an instruction.
  bool Contains(link::FunctionId function, facts::Op op, int depth) const;
  MethodEffect ChannelEffect(link::FunctionId method) const;
  MethodEffect CounterEffect(link::FunctionId method) const;
  /// Offset of the field that a waiting method of the record reads as 0 before it returns.
  std::optional<std::int64_t> CounterField(const std::string& record) const;

  const link::Program& program_;
};

}  // namespace interlock::counting
