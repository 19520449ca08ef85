// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Construction, assignment and destruction of library containers.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using Register = facts::Register;

// Reads an argument: a library object with its elements.
void FunctionLowering::ReadObject(Register address, clang::QualType type) {
  type = type.getNonReferenceType();
  if (type->isFunctionType()) return;
  builder_.Read(address, SizeOf(type));
  const LibraryClass kind = LibraryClassOf(type);
  if (kind == LibraryClass::kContiguous || kind == LibraryClass::kView) {
    TouchElements(address, type, kind, false);
  }
}

void FunctionLowering::AssignContainer(Register to, Register from, clang::QualType type,
                                       LibraryClass kind, bool move) {
  const clang::QualType element = ElementType(type);
  builder_.Read(from, SizeOf(type));
  if (kind == LibraryClass::kView || kind == LibraryClass::kArray) {
    CopyObject(to, from, type);
    if (kind == LibraryClass::kArray && !element.isNull() && element->isRecordType() &&
        !element->getAsCXXRecordDecl()->isTriviallyCopyable()) {
      CopyElements(to, kind, from, kind, element, move);
    }
    return;
  }
  builder_.Write(to, SizeOf(type));
  MoveElements(to, element, kind, true);
  builder_.Write(builder_.Emit(Op::kElements, {to}), 0);
  if (move) {
    builder_.Write(from, SizeOf(type));
    builder_.Emit(Op::kCopyElements, {to, from});
  } else {
    TouchElements(from, type, kind, false);
    CopyElements(to, kind, from, kind, element);
  }
}

bool FunctionLowering::ContainerConstruct(const clang::CXXConstructExpr* expression,
                                          LibraryClass kind, Register address) {
  const clang::QualType type = expression->getType();
  const clang::QualType element = ElementType(type);
  if (element.isNull()) return false;
  std::vector<const clang::Expr*> args;
  for (const clang::Expr* argument : expression->arguments()) {
    const clang::QualType given = argument->getType().getNonReferenceType();
    const LibraryClass given_kind = LibraryClassOf(given);
    if (llvm::isa<clang::CXXDefaultArgExpr>(argument) || given_kind == LibraryClass::kStateless) {
      continue;
    }
    if (given->isRecordType() && unit_.IsOurs(given->getAsRecordDecl()) &&
        !context_.hasSameUnqualifiedType(given, element)) {
      Value(argument);  // a comparison or hash object
      continue;
    }
    args.push_back(argument);
  }
  if (kind == LibraryClass::kView) {
    if (args.empty()) {
      builder_.StorePointer(address, builder_.Emit(Op::kNullPointer));
      builder_.StoreInteger(builder_.Field(address, 8, 8, "size"), builder_.Constant(0), 8);
      return true;
    }
    const clang::QualType given = args[0]->getType().getNonReferenceType();
    const Register from = Value(args[0]);
    const LibraryClass given_kind = LibraryClassOf(given);
    Register size = args.size() > 1 && args[1]->getType()->isIntegerType() ? Value(args[1])
                                                                           : facts::kNoRegister;
    Register pointer = from;
    if (given_kind == LibraryClass::kIterator) {
      pointer = builder_.LoadPointer(from);
    } else if (given->isPointerType()) {
      if (args[0]->isGLValue()) pointer = Load(from, given);
      if (size == facts::kNoRegister) builder_.Read(pointer, 0);
    } else if (given->isRecordType()) {
      if (given_kind == LibraryClass::kNone) return false;
      pointer = ElementsOf(from, given_kind, true);
      if (size == facts::kNoRegister) size = SizeOfContainer(from, given, given_kind);
    }
    builder_.StorePointer(address, pointer);
    if (size == facts::kNoRegister) size = builder_.Unknown("length of a view");
    builder_.StoreInteger(builder_.Field(address, 8, 8, "size"), size, 8);
    return true;
  }
  if (args.size() == 1 &&
      context_.hasSameUnqualifiedType(args[0]->getType().getNonReferenceType(), type)) {
    const Register from = Value(args[0]);
    if (kind != LibraryClass::kArray) builder_.Write(address, SizeOf(type));
    const bool move = !args[0]->isLValue();
    builder_.Read(from, SizeOf(type));
    if (kind == LibraryClass::kArray) {
      AssignContainer(address, from, type, kind, move);
    } else if (move) {
      builder_.Write(from, SizeOf(type));
      builder_.Emit(Op::kCopyElements, {address, from});
    } else {
      TouchElements(from, type, kind, false);
      CopyElements(address, kind, from, kind, element);
    }
    return true;
  }
  if (kind == LibraryClass::kArray) return args.empty();
  builder_.Write(address, SizeOf(type));
  if (args.empty()) {
    builder_.StoreInteger(builder_.Field(address, 0, 8, "size"), builder_.Constant(0), 8);
    return true;
  }
  const bool count = args[0]->getType()->isIntegralOrEnumerationType() && !args[0]->isGLValue() &&
                     kind != LibraryClass::kAdapter && !IsLinked(kind);
  CallOrdering(address, type, kind);
  if (count && args.size() == 1) {
    const Register size = Value(args[0]);
    builder_.Write(builder_.Emit(Op::kElements, {address}), 0);
    builder_.CountedLoop(size, "(element)", [&](Register index) {
      const Register elements = builder_.Emit(Op::kElements, {address});
      ConstructFrom(builder_.Index(elements, index, SizeOf(element)), element, {}, {});
    });
    builder_.StoreInteger(builder_.Field(address, 0, 8, "size"), size, 8);
    return true;
  }
  InsertElements(address, type, kind, args, false);
  if (count) builder_.StoreInteger(builder_.Field(address, 0, 8, "size"), Value(args[0]), 8);
  return true;
}

void FunctionLowering::DestroyContainer(Register address, clang::QualType type, LibraryClass kind) {
  const clang::QualType element = ElementType(type);
  if (kind == LibraryClass::kView) return;
  if (kind == LibraryClass::kArray) {
    if (element.isNull() || !HasDestructorEffect(element)) return;
    builder_.CountedLoop(SizeOfContainer(address, type, kind), "(element)", [&](Register index) {
      DestroyAt(builder_.Index(address, index, SizeOf(element)), element);
    });
    return;
  }
  if (!element.isNull() && HasDestructorEffect(element)) {
    const Register size = SizeOfContainer(address, type, kind);
    builder_.CountedLoop(
        size, "(element)",
        [&](Register index) {
          const Register elements = builder_.Emit(Op::kElements, {address});
          DestroyAt(builder_.Index(elements, index, SizeOf(element)), element);
        },
        address);
    if (LibraryClassOf(element) == LibraryClass::kJoiningThread) {
      builder_.Emit(Op::kJoinElements, {address});
    }
  }
  builder_.Write(address, SizeOf(type));
  builder_.Emit(Op::kFree, {builder_.Emit(Op::kElements, {address})});
}

}  // namespace interlock::lower
