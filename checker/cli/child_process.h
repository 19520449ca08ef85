// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Work in other processes: a pool of forked children, and programs with captured output.
//
// A child that crashes, hangs or eats memory costs its own job and no other.
//
// Thread safety: thread-hostile while children run (fork); call from the main thread before any
// other thread exists.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/protocol/result.h"

namespace interlock::cli {

/// How a child ended.
struct ChildEnd {
  enum class Kind { kExited, kSignalled, kTimedOut, kNotStarted };
  Kind kind = Kind::kNotStarted;
  int code = 0;             // exit status or signal number
  std::string diagnostics;  // the end of what it wrote to standard error
};

struct PoolLimits {
  int jobs = 1;
  double seconds = 300;                     // wall clock per child
  std::uint64_t memory_bytes = 6ull << 30;  // address space per child
};

/// Runs `work(i)` for i in [0, count) in forked children, at most `limits.jobs` at a time.
/// `work` returns the exit status of its child. `finished(i, end)` is called here, in order of
/// completion. An interrupt (interrupt.h) ends all children; jobs not run stay kNotStarted.
std::vector<ChildEnd> RunForked(std::size_t count, const PoolLimits& limits,
                                const std::function<int(std::size_t)>& work,
                                const std::function<void(std::size_t, const ChildEnd&)>& finished);

struct ProgramResult {
  ChildEnd end;
  std::string output;  // standard output and standard error together
};

/// Runs a program (searched in PATH) with its output captured.
/// Errors: the program cannot be started.
Result<ProgramResult> RunProgram(const std::vector<std::string>& words, double seconds);

}  // namespace interlock::cli
