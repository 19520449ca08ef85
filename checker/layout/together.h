// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Which functions a protocol runs, and which of them threads of one kind run: what several
// instances of one thread entry may do at once.
//
// By the types of what is called: an object that is called runs its class's operator(), a virtual
// call any override, and a callable of unknown type (std::function, a function pointer) any
// callable of the program that is not known to go to a new thread only.
//
// Thread safety: immutable after construction.
//
// Invariants
//   1. Over-approximation within one entry: `runs` has every function that a thread of the entry
//   may
//      call itself. Not covered: unknown code that calls back into the program through objects that
//      are no callables.
//   2. For proofs every entry counts as one with many instances. Two entries are not compared:
//   whether they
//      live at the same time is what the race proof of the protocol decides.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/program/program.h"

namespace interlock::layout {

struct ThreadEntry {
  link::FunctionId function = link::kNoFunction;
  std::string name;        // of the role, or of the function
  std::string started_at;  // "file:line:column" of one spawn; empty for a root
  std::set<link::FunctionId> runs;
  /// Some way to its spawn goes through a loop, and nothing of unknown type is called on the way to
  /// what it runs: two threads of it may really do what `runs` says at once. Not a proof, but what
  /// a refutation needs.
  bool is_several = false;
};

/// Immutable graph of calls from some roots; thread-safe.
class Together {
 public:
  /// `roots_are_many`: any number of threads of the environment may be in the roots at once.
  Together(const link::Program& program, const std::vector<link::FunctionId>& roots,
           bool roots_are_many);

  /// True if the roots, or a thread that they start, may run the function.
  bool IsReached(link::FunctionId function) const { return reached_.count(function) > 0; }
  /// Sorted by function.
  const std::vector<ThreadEntry>& entries() const { return entries_; }

 private:
  struct Edges {
    std::set<link::FunctionId> calls;
    std::set<link::FunctionId> spawns;
    std::map<link::FunctionId, std::string> spawned_at;
    std::set<link::FunctionId> in_loops;  // calls and spawns inside a loop
    bool calls_unknown = false;
    bool spawns_unknown = false;
  };
  void ReadFunction(link::FunctionId function);
  /// What the callable in a register runs; false if its type says nothing.
  bool CallablesOf(const facts::Function& function, facts::Register callable,
                   std::set<link::FunctionId>* callables) const;
  /// Whether a call of the function, or the spawn of the thread that calls it, stands in a loop.
  bool IsRepeated(link::FunctionId function, std::set<link::FunctionId>* seen) const;
  bool CallsUnknown(const std::set<link::FunctionId>& functions) const;
  std::set<link::FunctionId> Closure(const std::vector<link::FunctionId>& from,
                                     bool follow_spawns) const;

  const link::Program& program_;
  std::vector<Edges> edges_;
  std::set<link::FunctionId> any_callable_;  // what a callable of unknown type may run
  std::set<link::FunctionId> reached_;
  std::vector<ThreadEntry> entries_;
};

}  // namespace interlock::layout
