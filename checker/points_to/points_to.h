// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Whole-program points-to analysis: which objects an address may lie in, which functions a call may
// reach, which objects more than one thread may touch.
//
// Inclusion-based (Andersen), flow- and context-insensitive, field-sensitive by byte offset and
// stride, with the call graph built on the fly from the roots. Covers functions that the roots, the
// dynamic initialisers and unknown code can reach; all others have no facts (IsReached() is false).
//
// Meaning: if in some execution the register holds the address of byte b of object o, and the
// execution has defined behaviour, then Of() contains a location that covers (o, b), or a kAnything
// location, or a kUnknown location with o escaped or not an object of the program.
//
// Thread safety: immutable after Analyze; any number of threads may read it.
//
// Invariants
//   1. Never silently partial: if the work budget is exhausted, `exhausted()` is true, every
//      register and cell may be kAnything, every call is unresolved and every object is shared.
//   2. A kUnknown location stands for all of EscapedObjects() and for memory outside the program.
//      Escape is transitive: what an escaped object may point to has escaped.
//   3. A kAnything location (lost address) stands for every object. What is stored through it may
//   be
//      read back through any address.
//   4. An address made from an integer is kUnknown plus every object whose address was ever turned
//      into an integer, or read or copied as one.
//   5. Pointers do not leave the object they point into.
// Rules
//   * kIndex by a constant moves the offset; by another value the location becomes
//     offset mod stride with that stride (the same field of every array element). Several strides
//     combine to their greatest common divisor. Offsets outside an object of known size, and long
//     chains of constant steps (loops over `p++`), become strided in the same way.
//   * kElements(address) is a hidden pointer cell at the container's address that initially points
//     to the container's own `elements` object; kCopy over the container's bytes and kCopyElements
//     (unless its symbol is "copy") copy that pointer: storage that changes hands stays one object.
//   * The dynamic type of an object: its static record and those of its fields, constructors that
//     ran on it, and types copied into it.
//   * kWrite leaves no address behind: bytes that come from outside the program (read, scanf) hold
//     no pointer that the program could use.
//   * Escape of an object with a class of the program lets unknown code call all its methods.
// Source: Andersen, "Program analysis and specialization for the C programming language", chapter
// 4; Pearce, Kelly, Hankin, "Efficient field-sensitive pointer analysis of C"; Hardekopf, Lin, "The
// ant and the grasshopper" (lazy cycle detection); Granger, "Static analysis of arithmetical
// congruences" (strides).

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "checker/points_to/object.h"
#include "checker/program/program.h"

namespace interlock::points_to {

/// What the environment may pass to the parameters of a root.
enum class ParameterAliasing {
  kUnknown,   // anything: objects that escaped, memory outside the program
  kMayAlias,  // memory of the caller; parameters and what they reach may all be one object
  kDistinct,  // each parameter its own object, each pointer found there too (an assumption!)
};

struct PointsToOptions {
  std::vector<link::FunctionId> roots;
  ParameterAliasing parameters = ParameterAliasing::kMayAlias;
  /// Other threads of the environment may hold what the roots' parameters point to.
  bool parameters_are_shared = true;
  /// An opaque call may read and write every global (extraction.md 6.0 g).
  bool opaque_reaches_globals = true;
  /// Unknown code that gets hold of an object calls all methods of its class (6.0 a).
  bool unknown_calls_methods = true;
  /// Bound on propagation steps, of about a nanosecond each.
  std::uint64_t step_max = 10'000'000'000;
};

struct Callees {
  std::vector<link::FunctionId> functions;  // sorted
  /// Something else may be called too: unknown code, or nothing known reaches the callable. Also
  /// set if the call has no target at all.
  bool unresolved = false;
};

struct PointsToStatistics {
  std::uint64_t steps = 0;
  std::size_t functions_reached = 0;
  std::size_t nodes = 0;
  std::size_t locations = 0;
  std::size_t cycles_collapsed = 0;
};

/// Immutable result; thread-safe for reading. Requires: the Program outlives it.
class PointsTo {
 public:
  /// Solves the program from `options.roots`, all dynamic initialisers and what they reach.
  static PointsTo Analyze(const link::Program& program, const PointsToOptions& options);

  PointsTo(PointsTo&&) noexcept;
  PointsTo& operator=(PointsTo&&) noexcept;
  ~PointsTo();

  /// True if the budget ran out: nothing may be proved from this result.
  bool exhausted() const;
  const PointsToStatistics& statistics() const;

  const std::vector<Object>& objects() const;
  const Object& object(ObjectId id) const { return objects()[id]; }
  /// The object of a kind that always exists.
  static constexpr ObjectId kUnknownObject = 0;
  static constexpr ObjectId kAnythingObject = 1;

  /// Where the register's value may point; sorted. Empty: it holds no address on any path (null,
  /// uninitialised, a number). An access whose address is empty has no defined execution that the
  /// analysis knows of; callers must report it, not skip it.
  std::vector<Location> Of(link::FunctionId function, facts::Register address) const;
  /// What pointers stored in the `bytes` bytes at `location` may point to; sorted.
  std::vector<Location> ContentsOf(const Location& location, std::uint64_t bytes = 8) const;
  /// The objects of Of(), sorted, each once.
  std::vector<ObjectId> ObjectsOf(link::FunctionId function, facts::Register address) const;

  /// Targets of a kCall, kCallIndirect or kSpawn. A kCall of an external declaration is unresolved.
  Callees CalleesOf(link::FunctionId function, facts::Register call) const;
  /// True if some execution may run the function.
  bool IsReached(link::FunctionId function) const;
  /// Functions that unknown code may call, with any arguments, from any thread; sorted.
  const std::vector<link::FunctionId>& CallableByUnknown() const;
  /// Closure of `roots` under CalleesOf; with `follow_spawns` also through kSpawn. Sorted. If an
  /// unresolved call is in it, CallableByUnknown() are in it too.
  std::vector<link::FunctionId> ReachableFunctions(const std::vector<link::FunctionId>& roots,
                                                   bool follow_spawns) const;
  /// True if ReachableFunctions(roots) contains a call with `unresolved`, or kOpaque or
  /// kUnsupported.
  bool MayRunUnknownCode(const std::vector<link::FunctionId>& roots, bool follow_spawns) const;

  /// The objects of `from` and all that is reachable from them through stored pointers and
  /// container storage; sorted. A kUnknown location brings EscapedObjects(), kAnything brings every
  /// object.
  std::vector<ObjectId> ReachableObjects(const std::vector<Location>& from) const;
  /// Objects that unknown code may read and write; sorted.
  const std::vector<ObjectId>& EscapedObjects() const;
  bool IsEscaped(ObjectId object) const;
  /// True if more than one thread may reach the object: from a global, from the callable or an
  /// argument of a kSpawn, from unknown code, from a thread's result, or (option) from a root's
  /// parameter.
  bool IsShared(ObjectId object) const;
  /// All objects with IsShared(), sorted.
  const std::vector<ObjectId>& SharedObjects() const;
  /// Functions with an instruction whose address operand may lie in the object; sorted.
  std::vector<link::FunctionId> FunctionsTouching(ObjectId object) const;

  /// Finds an object; kNoObject if the analysis never met it.
  ObjectId GlobalObject(std::string_view usr) const;
  ObjectId LocalObject(link::FunctionId function, std::int32_t local) const;
  ObjectId HeapObject(link::FunctionId function, facts::Register site) const;
  ObjectId ThreadObject(link::FunctionId function, facts::Register spawn) const;

 private:
  struct Data;
  explicit PointsTo(std::unique_ptr<Data> data);
  std::unique_ptr<Data> data_;
};

/// Renders a location for people and tests: `name`, `name+8`, `name+8%16`, `name+?`.
std::string LocationText(const PointsTo& points_to, const Location& location);

}  // namespace interlock::points_to
