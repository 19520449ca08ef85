// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/lower/library_types.h"

namespace interlock::lower {

std::string LibraryName(const clang::NamedDecl* decl) {
  std::string name = decl->getNameAsString();
  for (const clang::DeclContext* context = decl->getDeclContext(); context != nullptr;
       context = context->getParent()) {
    if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(context)) {
      if (space->isInline() || space->isAnonymousNamespace()) continue;
      name = space->getNameAsString() + "::" + name;
    } else if (const auto* record = llvm::dyn_cast<clang::RecordDecl>(context)) {
      name = record->getNameAsString() + "::" + name;
    }
  }
  return name;
}

namespace {

// A class of the program's own that bears the name of one of the library, or a specialisation of a
// class template of the library that the program wrote: it does what the program says.
bool IsOfProject(const clang::NamedDecl* decl) {
  const clang::SourceLocation location = decl->getLocation();
  if (location.isInvalid()) return false;
  const clang::SourceManager& sources = decl->getASTContext().getSourceManager();
  return !sources.isInSystemHeader(sources.getExpansionLoc(location));
}

}  // namespace

LibraryClass LibraryClassOf(const clang::CXXRecordDecl* record) {
  return record == nullptr || IsOfProject(record) ? LibraryClass::kNone
                                                  : LibraryClassOf(LibraryName(record));
}

LibraryClass LibraryClassOf(clang::QualType type) {
  if (type.isNull()) return LibraryClass::kNone;
  return LibraryClassOf(type->getAsCXXRecordDecl());
}

bool IsSynchronizationType(clang::QualType type) {
  if (type.isNull()) return false;
  // C: the typedef carries the name, the record or union behind it is unnamed.
  for (clang::QualType t = type; const auto* alias = t->getAs<clang::TypedefType>();
       t = alias->desugar()) {
    const clang::TypedefNameDecl* decl = alias->getDecl();
    if (!IsSynchronizationName(decl->getNameAsString())) continue;
    // A preprocessed source repeats the headers of the library.
    if (IsReservedName(decl->getName()) || !IsOfProject(decl)) return true;
  }
  const auto* record = type->getAsCXXRecordDecl();
  return record != nullptr && !IsOfProject(record) && IsSynchronizationName(LibraryName(record));
}

clang::QualType TypeArgument(clang::QualType type, unsigned index) {
  if (type.isNull()) return {};
  const auto* special =
      llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(type->getAsCXXRecordDecl());
  if (special == nullptr || index >= special->getTemplateArgs().size()) return {};
  const clang::TemplateArgument& argument = special->getTemplateArgs()[index];
  if (argument.getKind() != clang::TemplateArgument::Type) return {};
  return argument.getAsType();
}

namespace {

// Type of `*it`, from the nested type value_type of an iterator class.
clang::QualType ValueTypeMember(const clang::CXXRecordDecl* record) {
  for (const clang::Decl* decl : record->decls()) {
    const auto* alias = llvm::dyn_cast<clang::TypedefNameDecl>(decl);
    if (alias != nullptr && alias->getName() == "value_type") return alias->getUnderlyingType();
  }
  for (const clang::CXXBaseSpecifier& base : record->bases()) {
    const auto* base_record = base.getType()->getAsCXXRecordDecl();
    if (base_record == nullptr || !base_record->hasDefinition()) continue;
    const clang::QualType found = ValueTypeMember(base_record->getDefinition());
    if (!found.isNull()) return found;
  }
  return {};
}

}  // namespace

clang::QualType ElementType(clang::QualType type) {
  if (type.isNull()) return {};
  type = type.getNonReferenceType();
  if (type->isPointerType() || type->isArrayType()) {
    return clang::QualType(type->getPointeeOrArrayElementType(), 0);
  }
  const auto* record = type->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) return {};
  switch (LibraryClassOf(record)) {
    case LibraryClass::kNone:
      return {};
    case LibraryClass::kMap:
    case LibraryClass::kIterator: {
      const clang::QualType value = ValueTypeMember(record->getDefinition());
      if (!value.isNull()) return value.getCanonicalType();
      return {};
    }
    default: {
      clang::QualType element = TypeArgument(type, 0);
      if (!element.isNull() && element->isArrayType()) {  // unique_ptr<T[]>
        element = clang::QualType(element->getPointeeOrArrayElementType(), 0);
      }
      return element;
    }
  }
}

bool IsArrayPointer(clang::QualType type) {
  const clang::QualType argument = TypeArgument(type, 0);
  return !argument.isNull() && argument->isArrayType();
}

bool IsReservedName(llvm::StringRef name) {
  return name.starts_with("pthread_") || name.starts_with("__");
}

bool BearsLibraryName(const clang::FunctionDecl* function) {
  if (llvm::isa<clang::CXXMethodDecl>(function) || function->getIdentifier() == nullptr) {
    return false;
  }
  if (const auto* label = function->getAttr<clang::AsmLabelAttr>()) {
    return FreeOf(label->getLabel().str()) != Free::kNone;
  }
  const std::string name = function->getName().str();
  const bool known = FreeOf(name) != Free::kNone || function->getBuiltinID() != 0;
  const bool global = function->getDeclContext()->getRedeclContext()->isTranslationUnit();
  return known && (function->isExternC() || (global && IsReservedName(name)));
}

bool MayChangeArgument(const clang::FunctionDecl* callee, std::size_t index) {
  if (callee == nullptr || index >= callee->getNumParams()) return false;
  const clang::QualType type = callee->getParamDecl(static_cast<unsigned>(index))->getType();
  return type->isLValueReferenceType() && !type->getPointeeType().isConstQualified() &&
         !type->getPointeeType()->isFunctionType();
}

bool IsSharedFuture(clang::QualType type) {
  const auto* record = type.isNull() ? nullptr : type->getAsCXXRecordDecl();
  return record != nullptr && LibraryName(record) == "std::shared_future";
}

// A deleter that is not std::default_delete runs code of its own.
bool HasOwnDeleter(clang::QualType type) {
  const clang::QualType deleter = TypeArgument(type, 1);
  if (deleter.isNull()) return false;
  const auto* record = deleter->getAsCXXRecordDecl();
  return record == nullptr || IsOfProject(record) || LibraryName(record) != "std::default_delete";
}

}  // namespace interlock::lower
