// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Breadth-first search of a counter system with fixed parameters, state by state, without a solver.
//
// Finds shortest runs into forbidden states. That it finds none says something about these
// parameters only.
//
// Thread safety: pure functions.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "models/counting/run.h"

namespace interlock::counting {

struct SearchResult {
  /// Per property of the search the shortest run into it, if one was found.
  std::vector<std::optional<Run>> runs;
  bool complete = true;  // false: `state_max` reached, or numbers grew too large
  std::int64_t states = 0;
};

/// Searches from the initial state at `parameters`. Stops early once every property has a run.
///
/// Requires: `Validate` accepts the system, and `parameters` satisfy its constraints.
SearchResult Search(const CounterSystem& system, const std::vector<Property>& properties,
                    const std::vector<std::int64_t>& parameters, std::int64_t state_max);

/// What random walks from the initial state meet: deep states that a search by breadth misses.
struct WalkResult {
  std::vector<std::optional<Run>> runs;  // per property: the first walk into it
  std::vector<CounterState> states;      // all that were met, each once
};

/// Walks `walk_count` times at most `step_count` steps; equal seeds, equal walks. Requires as
/// above.
WalkResult Walk(const CounterSystem& system, const std::vector<Property>& properties,
                const std::vector<std::int64_t>& parameters, int walk_count, int step_count,
                std::uint64_t seed);

/// The runs through these states, from the first to the last, if there is a transition from each
/// state to the next. How a solver's trace becomes a run.
std::optional<Run> RunThrough(const CounterSystem& system, const std::vector<CounterState>& states);

/// Values 0..`largest` of the parameters that satisfy the constraints, small sums first, at most
/// `count_max` of them.
std::vector<std::vector<std::int64_t>> SmallParameters(const CounterSystem& system,
                                                       std::int64_t largest, std::size_t count_max);

}  // namespace interlock::counting
