// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What a run of a program under the explorer's runtime said, as plain data.
//
// A program under the explorer is an ordinary executable with its own `main`, compiled with
// `-fsanitize=thread` and linked with the runtime (cmake/InterlockExplorer.cmake). The functions in
// replay.h and explore.h start it, hand it a control file, and read its outcome file into these.
//
// Thread safety: plain data, thread-compatible.
//
// Invariants
//   1. Positions are "file:line:column" with the file relative to the project root, as in
//      `protocol::Site::position`; an access inside a library function has the position of the
//      innermost call site in user code.
//   2. Thread 0 is the thread that runs `main`; every other thread has a parent with a smaller
//   index.

#include <cstdint>
#include <string>
#include <vector>

namespace interlock::explore {

/// Files of wrappers around primitives, by the beginning of their path: an event inside one has the
/// names of the frames around it, too, up to the first one outside.
inline constexpr const char* kWrapperFolder = "annotations/";

/// True if `position` lies in a wrapper file.
inline bool InWrapper(const std::string& position) {
  return position.rfind(kWrapperFolder, 0) == 0;
}

/// One frame of a stack in user code.
struct Frame {
  std::string position;  // "file:line:column"
  std::string function;  // as the debug information names it
};

/// A thread of one execution, by the way it came to life.
struct ThreadIdentity {
  std::int32_t index = 0;
  std::int32_t parent = -1;    // -1: runs main
  std::string spawn_position;  // user position of the spawn; empty for thread 0
  std::int32_t instance = 0;   // n-th thread (from 0) that its parent created there
};

/// One side of a race.
struct RaceSide {
  ThreadIdentity thread;
  std::vector<ThreadIdentity> ancestors;  // parent first, thread 0 last
  bool is_write = false;
  bool is_atomic = false;
  bool is_free = false;          // the block was freed
  std::uint32_t size_bytes = 0;  // size of the access (of its part in one 8-byte granule if longer)
  std::vector<Frame> stack;      // innermost first
  const std::string& position() const {
    static const std::string none;
    return stack.empty() ? none : stack.front().position;
  }
};

/// Two conflicting accesses without a happens-before edge that one execution performed.
struct Race {
  RaceSide earlier;
  RaceSide later;
  std::uint64_t address = 0;  // first overlapping byte
  std::string object;         // "heap block of 48 bytes allocated at f:l:c, offset 16", symbol...
  std::uint64_t first_execution = 0;
  std::uint64_t count = 0;  // executions or occurrences with this pair of sites
};

/// One thread that can never go on.
struct BlockedThread {
  ThreadIdentity thread;
  std::string kind;  // "lock" "wait" "join" "semaphore" "once" "barrier" "futex" ...
  std::vector<Frame> stack;
  std::uint64_t address = 0;    // of the lock, condition, ...
  std::string object;           // symbol or heap block
  std::int32_t holder = -1;     // thread that holds the lock; -1: not a lock
  std::string holder_position;  // where the holder took it
};

/// Something other than a race that ended an execution badly.
struct Failure {
  std::string kind;  // "deadlock" "lost wake-up" "step bound" "crash" "abort" "exit status"
                     // "uncontrolled blocking call" "misuse"
  std::string text;
  std::uint64_t execution = 0;
  std::uint64_t step = 0;
  std::vector<Frame> stack;  // of the thread that failed, if one did
  std::vector<BlockedThread> blocked;
};

enum class RunState : std::uint8_t {
  kComplete,    // the program and the runtime reached the end of what was asked
  kIncomplete,  // the runtime stopped: capacity, uncontrolled call, crash; `problem` says why
};

/// What every run has in common.
struct RunOutcome {
  RunState state = RunState::kIncomplete;
  std::string problem;  // cause if incomplete
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;      // scheduling steps of all executions
  std::uint64_t step_hash = 0;  // of the last execution: thread and call site of every step
  std::uint64_t accesses_without_site = 0;  // access events without any user frame
  std::vector<Race> races;
  std::vector<Failure> failures;
  std::int32_t exit_status = 0;  // of the program's main in the last execution that returned
  std::string output;            // what the program printed, if captured
};

enum class ReplayVerdict : std::uint8_t {
  kReproduced,  // both accesses were reached at once and raced on common bytes
  kInfeasible,  // a listed step cannot happen: its thread is blocked by another thread
  kDiverged,    // a listed step can no longer happen in this order
  kNotReached,  // step bound, or both accesses ran and had no byte in common
};

struct ReplayOutcome {
  RunOutcome run;
  ReplayVerdict verdict = ReplayVerdict::kNotReached;
  std::int32_t step = -1;  // index into Witness::steps that could not happen; -1: none
  std::string reason;      // one sentence for people
  // kInfeasible through a lock:
  std::string blocked_thread;    // witness name, or "thread 3"
  std::string blocked_position;  // where it waits
  std::string lock;              // its name for people: text of the witness, symbol, heap block
  std::string lock_position;     // where the holder took it
  std::string holder_thread;
  // kReproduced:
  Race race;                           // the confirmed pair
  std::vector<std::int32_t> followed;  // indices of the steps that happened, in order
};

struct ExploreOutcome {
  RunOutcome run;
  std::uint64_t first_failing_execution = 0;  // counted from 1; 0: none
  std::uint64_t failing_executions = 0;
  std::string first_failing_choices;  // file that `ExploreOptions::choices` takes; empty: none
};

}  // namespace interlock::explore
