// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// BenchCase: the table of what join_bench measures.
//
// Thread safety: free functions without state; safe from any thread.

#include <string>
#include <vector>

#include "tests/bench/join/data_set.h"

namespace interlock::bench {

/// A data set and the kinds of join that run over it. Thread-compatible.
struct BenchCase {
  DataSetSpec spec;
  std::vector<std::string> kinds;
};

/// Returns the cases of a group:
///   small  every kind and every kind of key, 100k x 1M, for comparing results
///   main   inner join where all match, semi and left where one in ten does
///   types  what keeps the build side, and anti
///   keys   strings, two integers, four rows for each key
///   skew   Zipf's law, and an inner join where one in ten matches
///   spill  three payload columns, inner
/// Sizes are `build_rows` and `probe_rows`, except in the group small. Nothing for another name.
std::vector<BenchCase> CasesOf(const std::string& group, std::int64_t build_rows,
                               std::int64_t probe_rows);

}  // namespace interlock::bench
