// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// L4: a function that appends to a buffer of bytes and returns where the new ones are gives each
// caller bytes of its own.
//
// Such a function is known by what it does: it returns the address behind the old end of a
// container of its object and makes the container longer.
//
// Thread safety: pure functions, but for the runner.

#include <optional>
#include <string>
#include <vector>

#include "checker/layout/obligation.h"
#include "checker/layout/query.h"
#include "checker/layout/together.h"

namespace interlock::layout {

struct AppendFunction {
  link::FunctionId function = link::kNoFunction;
  Evaluation evaluation;
  std::string object;      // name of the base of `this`
  std::int64_t field = 0;  // offset of the container in the object
  Value start;             // what it returns, from the start of the buffer
  Value old_size;
  Value new_size;
};

/// Those that the analysed roots reach, sorted by function.
std::vector<AppendFunction> FindAppendFunctions(const link::Program& program,
                                                const Together& together, Evaluator& evaluator);

/// `*alignment` is the power of two, at most 16, of which every start is proved a multiple.
LayoutProperty ProveAppend(const link::Program& program, const AppendFunction& append,
                           WrapTable& wraps, parametric::QueryRunner& runner,
                           std::int64_t* alignment);

}  // namespace interlock::layout
