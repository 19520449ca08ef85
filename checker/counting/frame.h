// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Where the extraction of a counter system stands: calls that were inlined, and places in them.
//
// Thread safety: plain data, thread-compatible.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "checker/points_to/points_to.h"
#include "models/counting/linear.h"

namespace interlock::counting {

/// What is known of a value: where it may point, what number it is.
struct Value {
  std::vector<points_to::Location> where;
  std::optional<Linear> number;
};

/// One inlined call.
struct Frame {
  link::FunctionId function = link::kNoFunction;
  std::vector<Value> arguments;
  const Frame* caller = nullptr;              // null: the entry of a role
  facts::Register call = facts::kNoRegister;  // in the caller
  std::int32_t role = 0;
  std::int32_t return_point = 0;
  bool repeats = false;  // may run more than once in the program
  std::size_t index = 0;
  int depth = 0;
};

/// The outcome of the last operation, where the program can ask for it: in the result of its call,
/// or in the optional that it filled.
struct Known {
  const Frame* frame = nullptr;
  facts::Register result = facts::kNoRegister;        // of the call
  points_to::ObjectId object = points_to::kNoObject;  // the optional, if not kNoObject
  bool is_true = false;
  friend auto operator<=>(const Known&, const Known&) = default;
};

/// A place in an inlined call, with what is known there.
struct Place {
  const Frame* frame = nullptr;
  std::int32_t block = 0;
  std::size_t position = 0;  // index into the block's instructions
  Known known;
  friend auto operator<=>(const Place&, const Place&) = default;
};

}  // namespace interlock::counting
