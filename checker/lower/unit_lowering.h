// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The tables of one unit of facts while it is being lowered: names, positions, declarations,
// records, globals, and the list of functions that still have to be lowered.
//
// Thread safety: thread-compatible; one object per translation unit.
//
// Invariants
//   1. A USR handed out by Use* stands in the declarations of the finished unit.
//   2. Two different declarations of the unit have different USRs.
//   3. The result does not depend on addresses of AST nodes.

#include "checker/frontend/facts.h"
#include "checker/lower/clang_headers.h"

namespace interlock::lower {

class LibraryReach;

class UnitLowering {
 public:
  UnitLowering(clang::ASTContext& context, std::string project_root, facts::Unit& unit);
  ~UnitLowering();

  /// Lowers everything in the translation unit that is not from a system header.
  void Run();

  clang::ASTContext& context() { return context_; }
  const clang::SourceManager& sources() const { return context_.getSourceManager(); }
  const clang::PrintingPolicy& policy() const { return policy_; }

  facts::Position PositionOf(clang::SourceLocation location);

  /// True for what the project wrote: not from a system header and not built in.
  bool IsOurs(const clang::Decl* decl) const;
  /// True if a destructor that the project wrote runs when an object of this type ends.
  bool RunsAtEnd(clang::QualType type, int depth) const;

  /// Give the USR of a thing that facts refer to and see to it that it is declared, and, if its
  /// definition is here, lowered.
  std::string UseFunction(const clang::FunctionDecl* function);
  std::string UseVariable(const clang::VarDecl* variable);
  /// Empty if `record` is not ours.
  std::string UseRecord(const clang::RecordDecl* record);
  /// USR of the record that `type` is, or that it points or refers to; empty if not ours.
  std::string UseRecordOf(clang::QualType type);
  /// Declares a variable that has no declaration in the source (the guard of a static local).
  std::string UseSynthetic(const clang::VarDecl* variable, const std::string& suffix);
  /// The thread-local object whose address the library function gives (errno).
  std::string UseThreadObject(const clang::FunctionDecl* function);

  /// Qualified name for people, without file paths.
  std::string NameOf(const clang::NamedDecl* decl) const;
  std::string TypeText(clang::QualType type) const;
  std::uint32_t SizeOf(clang::QualType type) const;
  std::string KeyOf(const clang::FunctionDecl* function);

  /// Variables with static storage that have an initialiser, in the order of the source.
  const std::vector<const clang::VarDecl*>& initialized() const { return initialized_; }
  facts::Unit& unit() { return unit_; }
  /// What library code runs of ours.
  LibraryReach& library_reach() { return *library_reach_; }

 private:
  std::string Usr(const clang::NamedDecl* decl);
  std::string UsrPrefix(const clang::NamedDecl* decl);
  void Declare(const std::string& usr, const std::string& name, clang::SourceLocation location);
  int FileIndex(clang::FileID file);
  void LowerInitializers();
  void Finish();

  clang::ASTContext& context_;
  std::string project_root_;
  facts::Unit& unit_;
  clang::PrintingPolicy policy_;
  llvm::DenseMap<clang::FileID, int> file_index_;
  std::unordered_map<std::string, int> file_by_name_;
  llvm::DenseMap<const clang::Decl*, std::string> usr_;
  std::unordered_map<std::string, const clang::Decl*> usr_owner_;
  std::unordered_map<std::string, facts::Declaration> declarations_;
  std::vector<const clang::FunctionDecl*> pending_;
  std::unordered_set<std::string> seen_functions_;
  std::unordered_set<std::string> seen_records_;
  std::unordered_set<std::string> seen_globals_;
  std::unordered_set<const clang::VarDecl*> seen_initializers_;
  std::vector<const clang::VarDecl*> initialized_;
  llvm::DenseMap<const clang::Decl*, std::vector<const clang::CXXRecordDecl*>> lambdas_in_;
  std::map<std::string, std::string> keys_;
  std::unique_ptr<LibraryReach> library_reach_;
  friend class UnitCollector;
};

/// Builds the facts of a record; defined in lower_record.cc.
facts::Record LowerRecord(UnitLowering& unit, const clang::RecordDecl* record, std::string usr);

/// True for a variable with static storage whose initialiser runs as code.
bool IsInitializedAtRunTime(const clang::VarDecl* variable, const clang::ASTContext& context);

/// True if no exception leaves the function.
bool IsNoexcept(const clang::FunctionDecl* function, const clang::ASTContext& context);

/// Byte range in which a field lies; for a bit-field that of its memory location.
struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};
ByteRange FieldRange(UnitLowering& unit, const clang::FieldDecl* field);

/// Name of a field; for a field of a closure that of the captured variable.
std::string FieldName(const clang::FieldDecl* field);

/// True if the object cannot take part in a data race by itself: const, or a synchronisation
/// object.
bool IsSharedData(UnitLowering& unit, clang::QualType type);

}  // namespace interlock::lower
