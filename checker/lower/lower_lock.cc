// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Lock objects (lock_guard, scoped_lock, unique_lock, shared_lock) and what they lock. A mutex of
// the library is a synchronisation object; a lock type of the project is what its methods do.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::dyn_cast;
using Register = facts::Register;

namespace {

bool IsTag(clang::QualType type, llvm::StringRef tag) {
  const auto* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record != nullptr && LibraryName(record) == tag;
}

// A method without parameters, and where the part of the object lies on which it is called.
struct FoundMethod {
  const clang::CXXMethodDecl* method = nullptr;
  std::int64_t offset = 0;
};

// False if the name means something else than one method. Nothing found is no failure.
bool FindMethod(const clang::CXXRecordDecl* record, clang::DeclarationName name,
                clang::ASTContext& context, FoundMethod& found) {
  record = record->getDefinition();
  if (record == nullptr) return false;
  for (const clang::NamedDecl* decl : record->lookup(name)) {
    const auto* method = dyn_cast<clang::CXXMethodDecl>(decl);
    if (method == nullptr || method->isStatic() || method->getNumParams() != 0) return false;
    if (found.method != nullptr) return false;
    found.method = method;
  }
  if (found.method != nullptr) return true;
  for (const clang::CXXBaseSpecifier& base : record->bases()) {
    const auto* parent = base.getType()->getAsCXXRecordDecl();
    FoundMethod inherited;
    if (parent == nullptr || !FindMethod(parent, name, context, inherited)) return false;
    if (inherited.method == nullptr) continue;
    if (found.method != nullptr || base.isVirtual()) return false;
    inherited.offset += context.getASTRecordLayout(record).getBaseClassOffset(parent).getQuantity();
    found = inherited;
  }
  return true;
}

// The types of the mutexes that a lock object refers to.
std::vector<clang::QualType> MutexTypesOf(clang::QualType type) {
  std::vector<clang::QualType> types;
  const auto* special =
      dyn_cast<clang::ClassTemplateSpecializationDecl>(type->getAsCXXRecordDecl());
  if (special == nullptr) return types;
  for (const clang::TemplateArgument& argument : special->getTemplateArgs().asArray()) {
    if (argument.getKind() == clang::TemplateArgument::Type) types.push_back(argument.getAsType());
    if (argument.getKind() != clang::TemplateArgument::Pack) continue;
    for (const clang::TemplateArgument& part : argument.pack_elements()) {
      if (part.getKind() == clang::TemplateArgument::Type) types.push_back(part.getAsType());
    }
  }
  return types;
}

// The operation of a mutex that an operation of a lock object runs.
std::string NameFor(LibraryClass kind, llvm::StringRef operation) {
  return operation.str() + (kind == LibraryClass::kSharedLock ? "_shared" : "");
}

}  // namespace

void FunctionLowering::EmitLock(Register mutex, const char* mode, bool scoped) {
  const Register r = builder_.Emit(Op::kLock, {mutex}, mode);
  builder_.At(r).is_scoped = scoped;
}

// lock, unlock, try_lock or a shared form of them, on a mutex of any type.
Register FunctionLowering::MutexOperation(Register mutex, clang::QualType type,
                                          llvm::StringRef name, bool scoped) {
  type = type.getNonReferenceType();
  FoundMethod found;
  bool known = LibraryClassOf(type) == LibraryClass::kMutex;
  if (!known) {
    const auto* record = type->getAsCXXRecordDecl();
    const clang::DeclarationName wanted(&context_.Idents.get(name));
    if (record == nullptr || !FindMethod(record, wanted, context_, found) ||
        found.method == nullptr) {
      return Unsupported("lock type without a plain method " + name.str());
    }
    if (found.offset != 0) {
      const clang::QualType base = context_.getRecordType(found.method->getParent());
      mutex = builder_.Field(mutex, found.offset, SizeOf(base), "");
    }
    known = LibraryClassOf(found.method->getParent()) == LibraryClass::kMutex;
    if (!known && !unit_.IsOurs(found.method)) {
      return Unsupported("lock type " + LibraryName(record) + " of the library");
    }
  }
  if (!known) {
    const clang::FunctionDecl* definition = found.method->getDefinition();
    const clang::FunctionDecl* callee = definition != nullptr ? definition : found.method;
    return CallOurs(callee, {mutex}, callee->getReturnType(), nullptr, found.method->isVirtual());
  }
  const char* mode = name.ends_with("_shared") ? "shared" : "exclusive";
  if (name.starts_with("try_lock")) return builder_.Emit(Op::kTryLock, {mutex}, mode);
  if (name.starts_with("lock")) {
    EmitLock(mutex, mode, scoped);
  } else {
    builder_.Emit(Op::kUnlock, {mutex}, mode);
  }
  return builder_.Constant(0);
}

bool FunctionLowering::LockConstruct(const clang::CXXConstructExpr* expression, LibraryClass kind,
                                     Register address) {
  std::vector<const clang::Expr*> args(expression->arg_begin(), expression->arg_end());
  while (!args.empty() && llvm::isa<clang::CXXDefaultArgExpr>(args.back())) args.pop_back();
  const clang::QualType type = expression->getType();
  if (kind == LibraryClass::kLockGuard) {
    std::int64_t offset = 0;
    const bool adopts = !args.empty() && (IsTag(args[0]->getType(), "std::adopt_lock_t") ||
                                          IsTag(args.back()->getType(), "std::adopt_lock_t"));
    for (const clang::Expr* argument : args) {
      if (IsTag(argument->getType(), "std::adopt_lock_t")) continue;
      const Register mutex = Value(argument);
      if (!adopts) MutexOperation(mutex, argument->getType(), "lock", true);
      builder_.StorePointer(offset == 0 ? address : builder_.Field(address, offset, 8, "mutex"),
                            mutex);
      offset += 8;
    }
    return true;
  }
  const auto owns = [&](Register value) {
    builder_.StoreInteger(builder_.Field(address, kOwnsOffset, 1, "owns"), value, 1);
  };
  if (args.empty()) {
    builder_.StorePointer(address, builder_.Emit(Op::kNullPointer));
    owns(builder_.Constant(0));
    return true;
  }
  if (args.size() == 1 && context_.hasSameUnqualifiedType(args[0]->getType(), type)) {
    MoveLock(address, Value(args[0]));
    return true;
  }
  const Register mutex = Value(args[0]);
  const clang::QualType mutex_type = args[0]->getType();
  builder_.StorePointer(address, mutex);
  if (args.size() == 1) {
    MutexOperation(mutex, mutex_type, NameFor(kind, "lock"), true);
    owns(builder_.Constant(1));
  } else if (IsTag(args[1]->getType(), "std::defer_lock_t")) {
    owns(builder_.Constant(0));
  } else if (IsTag(args[1]->getType(), "std::adopt_lock_t")) {
    owns(builder_.Constant(1));
  } else if (IsTag(args[1]->getType(), "std::try_to_lock_t") ||
             LibraryClassOf(mutex_type.getNonReferenceType()) == LibraryClass::kMutex) {
    // try_to_lock, or a time until which to try
    owns(MutexOperation(mutex, mutex_type, NameFor(kind, "try_lock"), false));
  } else {
    owns(Unsupported("timed lock of a lock type that is not of the library"));
  }
  return true;
}

// The source refers to nothing afterwards.
void FunctionLowering::MoveLock(Register to, Register from) {
  MoveCell(to, from, false);
  const Register flag = builder_.Field(from, kOwnsOffset, 1, "owns");
  builder_.StoreInteger(builder_.Field(to, kOwnsOffset, 1, "owns"),
                        builder_.LoadInteger(flag, 1, true), 1);
  builder_.StoreInteger(flag, builder_.Constant(0), 1);
}

void FunctionLowering::DestroyLock(Register address, clang::QualType type, LibraryClass kind) {
  const std::vector<clang::QualType> types = MutexTypesOf(type);
  if (kind == LibraryClass::kLockGuard) {
    for (std::size_t i = types.size(); i-- > 0;) {
      const Register cell =
          i == 0 ? address : builder_.Field(address, static_cast<std::int64_t>(8 * i), 8, "mutex");
      MutexOperation(builder_.LoadPointer(cell), types[i], "unlock", false);
    }
    return;
  }
  const Register owns =
      builder_.LoadInteger(builder_.Field(address, kOwnsOffset, 1, "owns"), 1, true);
  builder_.If(owns, [&] {
    const Register mutex = builder_.LoadPointer(address);
    if (types.size() != 1) {
      Unsupported("lock object of an unknown type");
      return;
    }
    MutexOperation(mutex, types[0], NameFor(kind, "unlock"), false);
  });
}

// Methods of unique_lock and shared_lock.
bool FunctionLowering::LockMethod(llvm::StringRef name, LibraryClass kind, Register object,
                                  clang::QualType type, llvm::ArrayRef<const clang::Expr*> args,
                                  Register& result) {
  const clang::QualType mutex_type = TypeArgument(type, 0);
  if (mutex_type.isNull()) return false;
  const auto flag = [&] { return builder_.Field(object, kOwnsOffset, 1, "owns"); };
  const auto set = [&](Register value) { builder_.StoreInteger(flag(), value, 1); };
  result = builder_.Constant(0);
  if (name == "lock" || name == "unlock") {
    MutexOperation(builder_.LoadPointer(object), mutex_type, NameFor(kind, name), false);
    set(builder_.Constant(name == "lock" ? 1 : 0));
    return true;
  }
  if (name.starts_with("try_lock")) {
    const bool timed = name != "try_lock";
    if (timed && LibraryClassOf(mutex_type) != LibraryClass::kMutex) return false;
    result =
        MutexOperation(builder_.LoadPointer(object), mutex_type, NameFor(kind, "try_lock"), false);
    set(result);
    return true;
  }
  if (name == "owns_lock" || name == "operator bool") {
    result = builder_.LoadInteger(flag(), 1, true);
    return true;
  }
  if (name == "mutex") {
    result = builder_.LoadPointer(object);
    return true;
  }
  if (name == "release") {
    result = builder_.LoadPointer(object);
    builder_.StorePointer(object, builder_.Emit(Op::kNullPointer));
    set(builder_.Constant(0));
    return true;
  }
  if (name == "operator=" && args.size() == 1) {
    const Register from = Value(args[0]);
    DestroyLock(object, type, kind);
    MoveLock(object, from);
    result = object;
    return true;
  }
  return false;
}

// std::lock: each argument is a mutex or a lock object.
bool FunctionLowering::LockAll(llvm::ArrayRef<const clang::Expr*> args) {
  for (const clang::Expr* argument : args) {
    const clang::QualType type = argument->getType().getNonReferenceType();
    const LibraryClass kind = LibraryClassOf(type);
    const Register object = Value(argument);
    if (kind == LibraryClass::kMutex) {
      MutexOperation(object, type, "lock", false);
    } else if (kind == LibraryClass::kUniqueLock || kind == LibraryClass::kSharedLock) {
      Register none = facts::kNoRegister;
      if (!LockMethod("lock", kind, object, type, {}, none)) return false;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace interlock::lower
