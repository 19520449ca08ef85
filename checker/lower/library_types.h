// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Names and shapes of library types, as Clang sees them.
//
// Thread safety: pure functions over an AST, thread-compatible.

#include "checker/lower/clang_headers.h"
#include "checker/lower/library_functions.h"
#include "checker/lower/library_table.h"

namespace interlock::lower {

/// Qualified name without template arguments and inline namespaces, e.g. "std::vector".
std::string LibraryName(const clang::NamedDecl* decl);

/// Kind of the library class that `type` is (no pointer, reference or array is looked through).
LibraryClass LibraryClassOf(clang::QualType type);
LibraryClass LibraryClassOf(const clang::CXXRecordDecl* record);

/// True for mutexes, condition variables and other primitives that are no data themselves.
bool IsSynchronizationType(clang::QualType type);

/// Template argument `index` of a class template specialisation, a null type if it is none.
clang::QualType TypeArgument(clang::QualType type, unsigned index);

/// Element type of a container, array, view, pointer, smart pointer or iterator; null if unknown.
clang::QualType ElementType(clang::QualType type);

/// True for a smart pointer to an array.
bool IsArrayPointer(clang::QualType type);

/// True for a name that belongs to the implementation, whoever declares it (`pthread_*`, `__*`).
bool IsReservedName(llvm::StringRef name);

/// True if code elsewhere that calls a function of the library may, once it is linked, call
/// `function` instead: one linker name, and the tables or the compiler know what the library does.
bool BearsLibraryName(const clang::FunctionDecl* function);

/// True if `callee` may change the object that it is given as argument `index` (from 0, the object
/// of a method not counted): a reference to something that is not const.
bool MayChangeArgument(const clang::FunctionDecl* callee, std::size_t index);

/// True for std::shared_future: copies of it share one thread.
bool IsSharedFuture(clang::QualType type);

/// True for a unique_ptr whose deleter is not std::default_delete: it runs code of its own.
bool HasOwnDeleter(clang::QualType type);

}  // namespace interlock::lower
