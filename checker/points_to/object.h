// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Abstract objects and locations of the points-to analysis.
//
// An object stands for all run-time objects that come from one place in the program: a variable (in
// every activation and thread), an allocation site, what a container owns. A location is a set of
// byte positions inside one object: `offset`, or with a stride all of offset + k * stride.
//
// Thread safety: plain data, thread-compatible.

#include <cstdint>
#include <string>
#include <vector>

#include "checker/program/program.h"

namespace interlock::points_to {

/// Index into PointsTo::objects().
using ObjectId = std::int32_t;
inline constexpr ObjectId kNoObject = -1;

enum class ObjectKind : std::uint8_t {
  kUnknown,   // memory outside the program, and every object that escaped to unknown code
  kAnything,  // an address that the lowering lost: any object of the program
  kGlobal,
  kThreadLocal,  // one per thread
  kLocal,        // one per activation of the function
  kHeap,         // one per execution of the allocation
  kElements,     // the storage that a container owns
  kParameter,    // what a root's parameter points to, or what is reachable from there
  kReturnSlot,   // where a root that returns a record builds it
  kFunction,
  kStringLiteral,  // all of them; never written
  kThread,         // the state behind a spawn's token
};

/// One name per kind, e.g. "global".
const char* ObjectKindName(ObjectKind kind);

struct Object {
  ObjectKind kind = ObjectKind::kUnknown;
  std::string key;                                // stable: no file offset, the same in every run
  std::string name;                               // for people
  std::string type;                               // as printed by Clang, empty if not known
  std::string record;                             // USR if the whole object is a record of ours
  std::uint64_t bytes = 0;                        // 0: not known (arrays on the heap, elements)
  link::FunctionId function = link::kNoFunction;  // kLocal, kHeap, kParameter, kReturnSlot,
                                                  //   kThread: where; kFunction: which (or none:
                                                  //   external, key is its USR)
  std::int32_t index = -1;  // kLocal: index into locals; kHeap, kThread: register; kParameter
  std::string usr;          // kGlobal, kThreadLocal, kFunction
  ObjectId container = kNoObject;  // kElements, reachable kParameter: the object that holds it
  std::int32_t depth = 0;          // kElements, kParameter: number of steps from a plain object
  /// kElements, kParameter beyond the nesting bound: also stands for everything further inside.
  bool is_collapsed = false;
};

/// Byte positions in one object: {offset} if stride is 0, else offset + k * stride for all integers
/// k, with 0 <= offset < stride. Stride 1 is any position.
struct Location {
  ObjectId object = kNoObject;
  std::int64_t offset = 0;
  std::uint32_t stride = 0;

  bool IsExact() const { return stride == 0; }
  bool IsAny() const { return stride == 1; }
  static Location Any(ObjectId object) { return Location{object, 0, 1}; }
  friend bool operator==(const Location&, const Location&) = default;
  friend auto operator<=>(const Location&, const Location&) = default;
};

/// True if `a_bytes` bytes at `a` and `b_bytes` bytes at `b` may share a byte. Locations in
/// different objects never do, except through kUnknown and kAnything, which callers treat apart.
bool MayOverlap(const Location& a, std::uint64_t a_bytes, const Location& b, std::uint64_t b_bytes);

}  // namespace interlock::points_to
