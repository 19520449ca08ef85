// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The whole program: the facts of all translation units under one set of names.
//
// Functions that several units define (inline functions, templates) are kept once. Two definitions
// are the same if they are equal after positions are translated through each unit's file table;
// where they differ (an ODR difference: other macros, other options) the first is kept, and the
// difference is a LinkIssue, which blocks every proof that reaches the function.
//
// Thread safety: immutable after LinkUnits; any number of threads may read it.
//
// Invariants
//   1. FunctionId is the index in functions(), dense, sorted by USR: the same program gives the
//   same
//      ids in every run and for every order of the units.
//   2. Each symbol that names a function or a variable is a function or global of the program, or
//      IsExternal(): declared, never defined. Anything else fails LinkUnits (dangling reference).
//   3. Pointers into the program stay valid as long as the Program lives, also when it is moved.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checker/frontend/facts.h"
#include "models/protocol/result.h"

namespace interlock::link {

/// Index into Program::functions().
using FunctionId = std::int32_t;
inline constexpr FunctionId kNoFunction = -1;

struct FunctionEntry {
  const facts::Function* function = nullptr;
  std::int32_t unit = -1;  // index into Program::units(); positions refer to its file table
};

struct GlobalEntry {
  const facts::Global* global = nullptr;
  std::int32_t unit = -1;
};

struct RecordEntry {
  const facts::Record* record = nullptr;
  std::int32_t unit = -1;
};

/// Something that does not stop the link, but on which no proof may rest.
struct LinkIssue {
  enum class Kind {
    kFunctionDiffers,  // two units define the function with different bodies
    kRecordDiffers,    // ... the record with different layouts
    kGlobalDiffers,    // ... the variable with different types or sizes
    kUnitIncomplete,   // Clang reported errors in the unit
  };
  Kind kind = Kind::kFunctionDiffers;
  std::string usr;       // function, record or global; empty for kUnitIncomplete
  std::string text;      // for people
  std::string position;  // "file:line:column"
};

/// Immutable merged program; thread-safe for reading.
class Program {
 public:
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  const std::vector<facts::Unit>& units() const;
  const std::vector<FunctionEntry>& functions() const;  // sorted by USR
  const std::vector<GlobalEntry>& globals() const;      // sorted by USR
  const std::vector<RecordEntry>& records() const;      // sorted by USR
  const std::vector<LinkIssue>& issues() const;

  const facts::Function& function(FunctionId id) const { return *functions()[id].function; }

  /// The function with this USR, or kNoFunction if the program does not define it.
  FunctionId FindFunction(std::string_view usr) const;
  /// The functions whose qualified name is `name` (overloads and file-local ones share a name).
  std::vector<FunctionId> FindFunctionsNamed(std::string_view name) const;
  /// The record or global with this USR, or null if the program does not define it.
  const facts::Record* FindRecord(std::string_view usr) const;
  const facts::Global* FindGlobal(std::string_view usr) const;
  /// True if the symbol is declared in some unit and defined in none: nothing is known about it.
  bool IsExternal(std::string_view usr) const;
  /// True if the symbol is a pure virtual method without a body: no call ever runs it.
  bool IsPureVirtual(std::string_view usr) const;

  /// The functions that override the virtual method `usr`, at any depth, sorted, without the method
  /// itself. `usr` need not be defined (pure virtual, or defined elsewhere).
  const std::vector<FunctionId>& Overriders(std::string_view usr) const;
  /// The operator()s of the closure or functor class `record_usr`, sorted.
  const std::vector<FunctionId>& CallOperators(std::string_view record_usr) const;
  /// All methods whose class is `record_usr`, constructors and destructors included, sorted.
  const std::vector<FunctionId>& Methods(std::string_view record_usr) const;
  /// The destructor of the record if the program defines it; kNoFunction if it is trivial or
  /// external.
  FunctionId Destructor(std::string_view record_usr) const;
  /// Records that have `record_usr` as a base at any depth, sorted by USR, without itself.
  const std::vector<std::string_view>& DerivedRecords(std::string_view record_usr) const;
  /// Byte offsets at which `base_usr` lies inside `derived_usr` as a base class; {0} if they are
  /// the same record, empty if it is no base.
  std::vector<std::uint64_t> BaseOffsets(std::string_view derived_usr,
                                         std::string_view base_usr) const;

  /// "file:line:column" of a position that stands in the body of `function`; "" if it has no file.
  std::string PositionText(FunctionId function, const facts::Position& position) const;
  /// The same for a position that stands in the tables of unit `unit`.
  std::string UnitPositionText(std::int32_t unit, const facts::Position& position) const;

 private:
  friend Result<Program> LinkUnits(std::vector<facts::Unit> units);
  struct Data;
  explicit Program(std::unique_ptr<Data> data);
  std::unique_ptr<Data> data_;
};

/// Merges the units into one program.
///
/// Requires: each unit passed facts validation.
/// Errors:   a reference to a symbol that no unit defines or declares; a symbol that is a function
///           in one place and a variable or record in another. A unit given twice counts once.
Result<Program> LinkUnits(std::vector<facts::Unit> units);

}  // namespace interlock::link
