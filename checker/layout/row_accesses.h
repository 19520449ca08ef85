// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Every access to the bytes that a layout class describes: by its methods, and by functions that
// use it on a pointer and touch the bytes behind that pointer themselves.
//
// A pointer parameter of a method is the start of the bytes if every call gives it an address as it
// is; one that is given base + offset at some call is a place anywhere inside. A pointer that a
// function of the class hands out stands for all bytes from it on.
//
// Thread safety: pure function.
//
// Invariants
//   1. What is not among `accesses` is named in `left`: pointers to the start that are given to a
//      function that does not use the class, and places whose bytes are not known.
//   2. `problems` is empty, or nothing may be called proved: a function was not understood.

#include <set>
#include <string>
#include <vector>

#include "checker/layout/layout_class.h"
#include "checker/layout/together.h"

namespace interlock::layout {

struct RowAccess {
  Access access;
  link::FunctionId root = link::kNoFunction;  // the function that was evaluated
  bool is_handed_out = false;  // all bytes from `access.address` on, by whoever has the pointer
  std::string side;            // prefix of its own symbols
};

struct RowAccesses {
  std::vector<RowAccess> accesses;
  std::vector<WrapCheck> wraps;
  std::vector<std::string> left;
  std::vector<std::pair<std::string, std::string>> problems;  // what, position
};

RowAccesses CollectRowAccesses(const link::Program& program, const Together& together,
                               const LayoutClass& layout, Evaluator& evaluator);

/// "relaxed atomic write of 4 bytes", "plain read of 1 byte", "bytes handed out".
std::string AccessText(const link::Program& program, const RowAccess& access);
/// "[8, 12)" over the names that the class gives its fields.
std::string BytesText(const LayoutClass& layout, const RowAccess& access);

}  // namespace interlock::layout
