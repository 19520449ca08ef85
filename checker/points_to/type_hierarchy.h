// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What the classes of the program say about virtual calls.
//
// Thread safety: thread-compatible (answers are cached).

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checker/program/program.h"

namespace interlock::points_to {

class TypeHierarchy {
 public:
  explicit TypeHierarchy(const link::Program& program) : program_(program) {}

  /// True if `derived` is `base` or has it as a base class.
  bool IsA(std::string_view derived, std::string_view base) const;

  struct Dispatch {
    std::vector<link::FunctionId> targets;  // sorted
    /// The method that runs is declared only: unknown code.
    bool is_external = false;
    /// The class has nothing to do with the method.
    bool is_unrelated = false;
  };
  /// What a virtual call of `method` runs on an object whose most derived class is `record`. More
  /// than one target if final overriders cannot be told apart. None and neither flag: the class is
  /// abstract, no object of it is ever called.
  const Dispatch& Resolve(const std::string& method, const std::string& record);
  /// The targets over all classes of the program.
  const Dispatch& ResolveAny(const std::string& method);
  /// True if a call of `usr` through a pointer dispatches on the object.
  bool IsVirtual(const std::string& usr) const;

  /// By how many bytes `this` of `target` lies before the receiver of a call of `method`; sorted,
  /// not empty. `is_any` if that is not known.
  struct Adjustment {
    std::vector<std::uint64_t> bytes;
    bool is_any = false;
  };
  Adjustment AdjustmentOf(const std::string& method, link::FunctionId target) const;

  /// True unless no constructor or destructor of the class can run a virtual call or unknown
  /// callables: then its phase of an object's construction is invisible.
  bool DispatchesDuringConstruction(const std::string& record);

 private:
  bool MayDispatch(link::FunctionId function);

  const link::Program& program_;
  std::unordered_map<std::string, Dispatch> resolved_;
  std::unordered_map<std::string, bool> dispatches_;
};

}  // namespace interlock::points_to
