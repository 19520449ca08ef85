// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Evaluates one function over symbols: which bytes it touches through pointers that it is given, on
// which condition, and what it returns.
//
// The control-flow graph is walked once in topological order; where paths meet, values become
// selections over the conditions. Calls of functions of the program are evaluated in place. A loop
// is entered once, with everything that it may change set to symbols of its own: one iteration,
// any.
//
// Thread safety: thread-compatible; an Evaluator keeps the counters of its symbols.
//
// Invariants
//   1. Over-approximation: each access of a defined execution is among `accesses`, with values of
//   the
//      symbols that make guard, offset and size right; what could not be followed is a symbol of
//      origin kLost, or an access whose base is kUnknown. Not covered: accesses inside calls that
//      stand in `unknown_calls`.
//   2. `wraps` has each addition, subtraction, multiplication and left shift that was evaluated:
//      values over them mean the integers that they say only if it does not wrap.
//   3. Fields of the layout class are symbols of origin kLayout, the same in every evaluation, for
//      every object of the class.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/frontend/facts.h"
#include "checker/layout/value.h"
#include "checker/program/program.h"

namespace interlock::layout {

enum class BaseKind : std::uint8_t {
  kNull,
  kOwn,    // storage of the evaluation: locals, copies of arguments, the object under construction
  kInput,  // memory that the function is handed: behind a parameter or a pointer found in memory
  kElements,  // storage of a container: `name` says whose
  kUnknown,   // an address that could not be followed
};

/// The object that an address lies in, and how its type is known.
struct Base {
  BaseKind kind = BaseKind::kUnknown;
  std::string name;  // identity; kUnknown: reason
  friend bool operator==(const Base&, const Base&) = default;
};

/// What stands at an address by its declared type: a record of the program, or a library type.
struct Place {
  std::string record;         // USR; empty if it is none of the program's
  std::string field_path;     // from the nearest object of the layout class; empty outside
  bool in_layout = false;     // inside an object of the layout class
  bool is_container = false;  // a container of the library: its header
  bool is_size = false;       // the number of elements in such a header
  bool is_truth = false;      // a bool
};

struct Address {
  Base base;
  Value offset;  // bytes, signed
  Place place;
};

/// An address that may be several, each on its condition (one of them holds).
struct Pointer {
  struct Target {
    Value condition;
    Address address;
  };
  std::vector<Target> targets;
};

/// What a register or a cell holds.
struct Datum {
  bool is_pointer = false;
  Value number;
  Pointer pointer;
};

struct Site {
  link::FunctionId function = link::kNoFunction;
  facts::Register instruction = facts::kNoRegister;
  std::string position;  // "file:line:column"
  friend auto operator<=>(const Site&, const Site&) = default;
};

struct Access {
  Address address;
  Value size_bytes;
  bool is_write = false;
  bool is_atomic = false;
  bool size_known = true;  // false: `size_bytes` is any size from 0
  Guard guard;
  Site site;
};

/// An operation whose result must fit the range of its type.
struct WrapCheck {
  Value value;
  Guard guard;
  Site site;
};

/// An address that leaves the function: in its result, or handed to a function outside.
struct HandedOut {
  Address address;
  Guard guard;
  Site site;
  std::string to;  // "its caller", or the function that is called
};

/// A call that was evaluated in place, for those who ask which bases it was given.
struct CallSeen {
  link::FunctionId callee = link::kNoFunction;
  std::vector<Datum> arguments;
  Guard guard;
  Site site;
};

/// What the evaluation could not follow.
struct Gap {
  std::string what;  // construct
  std::string position;
  bool is_call = false;  // accesses inside it are not known
};

struct Evaluation {
  std::vector<Access> accesses;
  std::vector<WrapCheck> wraps;
  std::vector<HandedOut> handed_out;
  std::vector<CallSeen> calls;
  std::vector<Gap> gaps;
  Guard returns;  // on which condition it comes to its end
  bool has_result = false;
  Datum result;
  /// Pointers made from integers: name of their base -> the integer.
  std::map<std::string, Value> from_integer;
  /// Own storage at the end: (base name, offset) -> what it holds.
  std::map<std::pair<std::string, std::int64_t>, Datum> memory;
  /// Names of the bases of own storage.
  static constexpr const char* kThis = "this";
  static constexpr const char* kResult = "result";
  bool failed = false;  // nothing in it may be used; `gaps` says why
};

struct EvaluatorOptions {
  /// Record whose fields are the symbols of the layout; empty: none.
  std::string layout_record;
  /// `this` is an object under construction instead of a finished one.
  bool constructs = false;
  /// Functions that are evaluated in place; empty: all that the program defines. Others are unknown
  /// calls.
  std::set<link::FunctionId> inlined;
  bool inline_all = true;
  /// Arguments that are given, by parameter index.
  std::map<std::int32_t, Datum> arguments;
  /// What own storage holds at the start, as Evaluation::memory.
  std::map<std::pair<std::string, std::int64_t>, Datum> memory;
  /// Put in front of the names of arguments and of memory.
  std::string prefix;
};

/// Evaluates functions of one program; thread-compatible.
class Evaluator {
 public:
  explicit Evaluator(const link::Program& program) : program_(program) {}

  Evaluation Evaluate(link::FunctionId function, const EvaluatorOptions& options);

 private:
  friend class Run;
  const link::Program& program_;
  std::int64_t next_symbol_ = 0;
};

/// The symbol of a field of the layout, by its path.
Value LayoutSymbol(const std::string& path, std::uint32_t bytes, bool is_unsigned, bool is_truth,
                   bool is_container_size);

/// "row + 8 + null_map_size_bytes" without the base.
std::string OffsetText(const Address& address);

}  // namespace interlock::layout
