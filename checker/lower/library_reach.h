// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What code of the project a call of library code runs: read off the instantiated bodies of the
// library's templates. The tables of library_table.h say what the library does to its own objects;
// this says whose allocators, comparisons, conversions and iterators it runs on the way.
//
// Thread safety: thread-compatible; one object per translation unit.
//
// Invariants
//   1. A function of ours that a body calls by name is found, however many library functions stand
//      between. What it calls in turn is not in the list.
//   2. What is called through a virtual table or a pointer is not in the list.

#include <map>
#include <vector>

#include "checker/lower/unit_lowering.h"

namespace interlock::lower {

/// True for a special member that the compiler writes: it runs what members and bases bring along.
bool IsWrittenByCompiler(const clang::FunctionDecl* function);

class LibraryReach {
 public:
  explicit LibraryReach(UnitLowering& unit) : unit_(unit) {}

  struct Reach {
    std::vector<const clang::FunctionDecl*> functions;  // of ours, in the order they were found
    bool calls_pointer = false;  // calls something through a function pointer or std::function
  };
  const Reach& From(const clang::FunctionDecl* callee);

 private:
  struct Body {
    std::vector<const clang::FunctionDecl*> callees;
    bool calls_pointer = false;
  };
  const Body& BodyOf(const clang::FunctionDecl* definition);

  UnitLowering& unit_;
  std::map<const clang::FunctionDecl*, Body> bodies_;
  std::map<const clang::FunctionDecl*, Reach> reach_;
};

}  // namespace interlock::lower
