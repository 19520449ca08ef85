// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Names and shapes of library types, as Clang sees them.
//
// Thread safety: pure functions over an AST, thread-compatible.

#include "checker/lower/clang_headers.h"
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

/// True for a unique_ptr whose deleter is not std::default_delete: it runs code of its own.
bool HasOwnDeleter(clang::QualType type);

}  // namespace interlock::lower
