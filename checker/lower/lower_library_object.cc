// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Construction, copy, swap and destruction of library objects; parts of pairs and tuples.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::dyn_cast;
using clang::isa;
using Register = facts::Register;

// Offset of element `index` in a std::tuple of libstdc++: a chain of bases, each with a head.
std::optional<std::int64_t> FunctionLowering::TupleOffset(clang::QualType type, unsigned index,
                                                          clang::QualType& element) const {
  const auto* record = type->getAsCXXRecordDecl();
  std::int64_t offset = 0;
  while (record != nullptr && record->hasDefinition()) {
    record = record->getDefinition();
    const clang::ASTRecordLayout& layout = context_.getASTRecordLayout(record);
    const clang::CXXRecordDecl* next = nullptr;
    for (const clang::CXXBaseSpecifier& base : record->bases()) {
      const auto* special = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
          base.getType()->getAsCXXRecordDecl());
      if (special == nullptr) continue;
      const auto& args = special->getTemplateArgs();
      const std::int64_t at = offset + layout.getBaseClassOffset(special).getQuantity();
      const std::string name = special->getNameAsString();
      if (name == "_Head_base" && args.size() >= 2 &&
          args[0].getKind() == clang::TemplateArgument::Integral &&
          args[1].getKind() == clang::TemplateArgument::Type &&
          args[0].getAsIntegral().getZExtValue() == index) {
        element = args[1].getAsType();
        return at;
      }
      if (name == "_Tuple_impl") next = special;
    }
    if (next != nullptr) offset += layout.getBaseClassOffset(next).getQuantity();
    record = next;
  }
  return std::nullopt;
}

bool FunctionLowering::TupleGet(const clang::CallExpr* expression,
                                const clang::FunctionDecl* callee, Register& result) {
  if (expression->getNumArgs() != 1) return false;
  const clang::QualType type = expression->getArg(0)->getType().getNonReferenceType();
  const auto* list = callee->getTemplateSpecializationArgs();
  if (list == nullptr || list->size() == 0 ||
      list->get(0).getKind() != clang::TemplateArgument::Integral) {
    return false;
  }
  const unsigned index = static_cast<unsigned>(list->get(0).getAsIntegral().getZExtValue());
  const Register object = Value(expression->getArg(0));
  switch (LibraryClassOf(type)) {
    case LibraryClass::kPair: {
      const auto* record = type->getAsCXXRecordDecl();
      for (const clang::FieldDecl* field : record->getDefinition()->fields()) {
        if (field->getName() == (index == 0 ? "first" : "second")) {
          result = FieldAddress(object, field);
          return true;
        }
      }
      return false;
    }
    case LibraryClass::kArray: {
      const clang::QualType element = ElementType(type);
      result = builder_.Index(object, builder_.Constant(index), SizeOf(element));
      return true;
    }
    case LibraryClass::kTuple: {
      clang::QualType element;
      const auto offset = TupleOffset(type, index, element);
      if (!offset) return false;
      const Register cell =
          builder_.Field(object, *offset, SizeOf(element), "get<" + std::to_string(index) + ">");
      result = element->isReferenceType() ? builder_.LoadPointer(cell) : cell;
      return true;
    }
    default:
      return false;
  }
}

bool FunctionLowering::LibraryConstruct(const clang::CXXConstructExpr* expression,
                                        Register address) {
  const clang::QualType type = expression->getType();
  const LibraryClass kind = LibraryClassOf(type);
  std::vector<const clang::Expr*> args;
  for (const clang::Expr* argument : expression->arguments()) {
    if (!isa<clang::CXXDefaultArgExpr>(argument)) args.push_back(argument);
  }
  const auto null = [&] { return builder_.Emit(Op::kNullPointer); };
  const bool same = args.size() == 1 &&
                    context_.hasSameUnqualifiedType(args[0]->getType().getNonReferenceType(), type);
  switch (kind) {
    case LibraryClass::kNone:
      return false;
    case LibraryClass::kThread:
    case LibraryClass::kJoiningThread:
    case LibraryClass::kFuture:
    case LibraryClass::kPromise:
    case LibraryClass::kMutex:
    case LibraryClass::kCondition:
    case LibraryClass::kOnceFlag:
    case LibraryClass::kBarrier:
    case LibraryClass::kLatch:
    case LibraryClass::kLockGuard:
    case LibraryClass::kUniqueLock:
    case LibraryClass::kSharedLock:
      return ThreadConstruct(expression, kind, address);
    case LibraryClass::kAtomic:
    case LibraryClass::kAtomicFlag: {
      const clang::QualType value_type =
          kind == LibraryClass::kAtomic ? TypeArgument(type, 0) : context_.BoolTy;
      if (value_type.isNull() || SizeOf(value_type) > 8) {
        Unsupported("atomic object wider than 8 bytes");
        return true;
      }
      if (args.empty()) {
        ZeroInitialize(address, value_type);
      } else if (args[0]->getType()->isRecordType()) {
        CopyObject(address, Value(args[0]), value_type);
      } else {
        const Register value = Value(args[0]);
        Store(address, args[0]->isGLValue() ? Load(value, value_type) : value, value_type);
      }
      return true;
    }
    case LibraryClass::kAtomicReference:
    case LibraryClass::kReference: {
      if (args.size() != 1) return false;
      const Register from = Value(args[0]);
      builder_.StorePointer(address, same ? builder_.LoadPointer(from) : from);
      return true;
    }
    case LibraryClass::kIterator: {
      if (args.empty()) {
        builder_.StorePointer(address, null());
        return true;
      }
      const clang::QualType given = args[0]->getType().getNonReferenceType();
      const Register from = Value(args[0]);
      if (given->isPointerType()) {
        builder_.StorePointer(address, args[0]->isGLValue() ? Load(from, given) : from);
        return true;
      }
      if (LibraryClassOf(given) != LibraryClass::kIterator) return false;
      builder_.StorePointer(address, builder_.LoadPointer(from));
      return true;
    }
    case LibraryClass::kFunction:
      if (args.empty()) {
        builder_.StorePointer(address, null());
      } else {
        StoreFunction(address, args[0]);
      }
      return true;
    case LibraryClass::kUniquePointer:
    case LibraryClass::kSharedPointer: {
      const bool owner = kind == LibraryClass::kUniquePointer;
      if (args.empty()) {
        builder_.StorePointer(address, null(), owner);
        return true;
      }
      if (args.size() > 1 || (owner && HasOwnDeleter(type))) return false;
      const clang::QualType given = args[0]->getType().getNonReferenceType();
      const LibraryClass given_kind = LibraryClassOf(given);
      const Register from = Value(args[0]);
      if (given->isNullPtrType()) {
        builder_.StorePointer(address, null(), owner);
      } else if (given->isPointerType()) {
        builder_.StorePointer(address, args[0]->isGLValue() ? Load(from, given) : from, owner);
      } else if (given_kind == kind && !owner && args[0]->isLValue()) {
        builder_.StorePointer(address, builder_.LoadPointer(from));
      } else if (given_kind == kind || given_kind == LibraryClass::kUniquePointer) {
        MoveCell(address, from, owner);
      } else {
        return false;
      }
      return true;
    }
    case LibraryClass::kOptional: {
      const clang::QualType element = ElementType(type);
      if (element.isNull()) return false;
      const auto flag = [&] { return builder_.Field(address, SizeOf(element), 1, "engaged"); };
      if (args.empty() ||
          LibraryClassOf(args[0]->getType().getNonReferenceType()) == LibraryClass::kStateless) {
        builder_.StoreInteger(flag(), builder_.Constant(0), 1);
        return true;
      }
      std::vector<Register> values;
      for (const clang::Expr* argument : args) values.push_back(Value(argument));
      if (same) return CopyLibraryObject(address, values[0], type, kind, !args[0]->isLValue());
      ConstructFrom(address, element, values, args);
      builder_.StoreInteger(flag(), builder_.Constant(1), 1);
      return true;
    }
    case LibraryClass::kPair:
    case LibraryClass::kTuple: {
      std::vector<Register> values;
      for (const clang::Expr* argument : args) values.push_back(Value(argument));
      if (same) return CopyLibraryObject(address, values[0], type, kind, !args[0]->isLValue());
      return ConstructLibraryObject(address, type, values, args);
    }
    case LibraryClass::kStream:
      for (const clang::Expr* argument : args) {
        const Register value = Value(argument);
        if (argument->isGLValue()) ReadObject(value, argument->getType());
      }
      builder_.Write(address, SizeOf(type));
      return true;
    case LibraryClass::kValue:
    case LibraryClass::kStateless:
      for (const clang::Expr* argument : args) {
        const Register value = Value(argument);
        if (argument->isGLValue() && !argument->getType()->isFunctionType()) {
          const auto* record = argument->getType()->getAsCXXRecordDecl();
          if (record == nullptr || !record->isEmpty()) {
            builder_.Read(value, SizeOf(argument->getType()));
          }
        }
      }
      if (kind == LibraryClass::kValue) builder_.Write(address, SizeOf(type));
      return true;
    default:
      return ContainerConstruct(expression, kind, address);
  }
}

// Copies or moves an object of a library class of the table. False if the table does not say how.
bool FunctionLowering::CopyLibraryObject(Register to, Register from, clang::QualType type,
                                         LibraryClass kind, bool move) {
  switch (kind) {
    case LibraryClass::kFuture:
      if (!move && IsSharedFuture(type)) {
        builder_.StorePointer(to, builder_.LoadPointer(from));
        return true;
      }
      [[fallthrough]];
    case LibraryClass::kThread:
    case LibraryClass::kJoiningThread:
      MoveCell(to, from, false);
      return true;
    case LibraryClass::kUniquePointer:
      if (HasOwnDeleter(type)) return false;
      MoveCell(to, from, true);
      return true;
    case LibraryClass::kSharedPointer:
    case LibraryClass::kFunction:
      if (move) {
        MoveCell(to, from, false);
        return true;
      }
      builder_.StorePointer(to, builder_.LoadPointer(from));
      return true;
    case LibraryClass::kIterator:
    case LibraryClass::kReference:
    case LibraryClass::kAtomicReference:
      builder_.StorePointer(to, builder_.LoadPointer(from));
      return true;
    case LibraryClass::kStateless:
      return true;
    case LibraryClass::kValue:
    case LibraryClass::kView:
      CopyObject(to, from, type);
      return true;
    case LibraryClass::kOptional: {
      const clang::QualType element = ElementType(type);
      if (element.isNull()) return false;
      const Register engaged =
          builder_.LoadInteger(builder_.Field(from, SizeOf(element), 1, "engaged"), 1, true);
      builder_.If(engaged, [&] { CopyConstruct(to, from, element, move); });
      builder_.StoreInteger(builder_.Field(to, SizeOf(element), 1, "engaged"), engaged, 1);
      return true;
    }
    case LibraryClass::kPair: {
      for (const clang::FieldDecl* field : type->getAsCXXRecordDecl()->getDefinition()->fields()) {
        if (field->getType()->isReferenceType()) {
          builder_.StorePointer(FieldCell(to, field), builder_.LoadPointer(FieldCell(from, field)));
        } else {
          CopyConstruct(FieldCell(to, field), FieldCell(from, field), field->getType(), move);
        }
      }
      return true;
    }
    case LibraryClass::kTuple: {
      for (unsigned i = 0;; ++i) {
        clang::QualType element;
        const auto offset = TupleOffset(type, i, element);
        if (!offset) return true;
        const Register source = builder_.Field(from, *offset, SizeOf(element), "get");
        const Register target = builder_.Field(to, *offset, SizeOf(element), "get");
        if (element->isReferenceType()) {
          builder_.StorePointer(target, builder_.LoadPointer(source));
        } else {
          CopyConstruct(target, source, element, move);
        }
      }
    }
    case LibraryClass::kArray:
      AssignContainer(to, from, type, kind, move);
      return true;
    case LibraryClass::kContiguous:
    case LibraryClass::kSegmented:
    case LibraryClass::kNode:
    case LibraryClass::kMap:
    case LibraryClass::kAdapter: {
      const clang::QualType element = ElementType(type);
      if (element.isNull()) return false;
      builder_.Read(from, SizeOf(type));
      builder_.Write(to, SizeOf(type));
      if (move) {
        builder_.Write(from, SizeOf(type));
        builder_.Emit(Op::kCopyElements, {to, from});
      } else {
        TouchElements(from, type, kind, false);
        CopyElements(to, kind, from, kind, element);
      }
      return true;
    }
    case LibraryClass::kUniqueLock:
    case LibraryClass::kSharedLock:
      MoveLock(to, from);
      return true;
    default:
      return false;
  }
}

// Builds a library object from arguments that only library code sees (emplace, make_unique, pair).
bool FunctionLowering::ConstructLibraryObject(Register to, clang::QualType type,
                                              llvm::ArrayRef<Register> args,
                                              llvm::ArrayRef<const clang::Expr*> sources) {
  const LibraryClass kind = LibraryClassOf(type);
  switch (kind) {
    case LibraryClass::kPair: {
      if (args.empty() || args.size() == 2) {
        std::size_t i = 0;
        for (const clang::FieldDecl* field :
             type->getAsCXXRecordDecl()->getDefinition()->fields()) {
          const Register cell = FieldCell(to, field);
          if (args.empty()) {
            ConstructFrom(cell, field->getType(), {}, {});
          } else if (field->getType()->isReferenceType()) {
            builder_.StorePointer(cell, args[i]);
          } else {
            ConstructFrom(cell, field->getType(), {args[i]}, {sources[i]});
          }
          ++i;
        }
        return true;
      }
      return false;
    }
    case LibraryClass::kTuple:
      for (unsigned i = 0;; ++i) {
        clang::QualType element;
        const auto offset = TupleOffset(type, i, element);
        if (!offset) return i == args.size() || args.empty();
        const Register cell =
            builder_.Field(to, *offset, SizeOf(element), "get<" + std::to_string(i) + ">");
        if (args.empty()) {
          ConstructFrom(cell, element, {}, {});
        } else if (i >= args.size()) {
          return false;
        } else if (element->isReferenceType()) {
          builder_.StorePointer(cell, args[i]);
        } else {
          ConstructFrom(cell, element, {args[i]}, {sources[i]});
        }
      }
    case LibraryClass::kThread:
    case LibraryClass::kJoiningThread:
      builder_.StorePointer(to, args.empty() ? builder_.Emit(Op::kNullPointer) : Spawn(sources));
      return true;
    case LibraryClass::kFunction:
      if (args.empty()) {
        builder_.StorePointer(to, builder_.Emit(Op::kNullPointer));
      } else {
        StoreFunction(to, sources[0]);
      }
      return args.size() <= 1;
    case LibraryClass::kUniquePointer:
    case LibraryClass::kSharedPointer: {
      const bool owner = kind == LibraryClass::kUniquePointer;
      if (args.size() > 1 || (owner && HasOwnDeleter(type))) return false;
      if (args.empty()) {
        builder_.StorePointer(to, builder_.Emit(Op::kNullPointer), owner);
        return true;
      }
      const clang::QualType given = sources[0]->getType().getNonReferenceType();
      if (given->isNullPtrType()) {
        builder_.StorePointer(to, builder_.Emit(Op::kNullPointer), owner);
      } else if (given->isPointerType()) {
        const Register value = sources[0]->isGLValue() ? Load(args[0], given) : args[0];
        builder_.StorePointer(to, value, owner);
      } else if (LibraryClassOf(given) == LibraryClass::kUniquePointer ||
                 LibraryClassOf(given) == LibraryClass::kSharedPointer) {
        if (owner || !sources[0]->isLValue()) {
          MoveCell(to, args[0], owner);
        } else {
          builder_.StorePointer(to, builder_.LoadPointer(args[0]));
        }
      } else {
        return false;
      }
      return true;
    }
    case LibraryClass::kMutex:
    case LibraryClass::kCondition:
    case LibraryClass::kOnceFlag:
    case LibraryClass::kStateless:
      return args.empty();
    case LibraryClass::kAtomic: {
      const clang::QualType value_type = TypeArgument(type, 0);
      if (value_type.isNull() || value_type->isRecordType() || SizeOf(value_type) > 8) return false;
      if (args.empty()) {
        ZeroInitialize(to, value_type);
      } else {
        Store(to, sources[0]->isGLValue() ? Load(args[0], value_type) : args[0], value_type);
      }
      return true;
    }
    case LibraryClass::kOptional: {
      const clang::QualType element = ElementType(type);
      if (element.isNull()) return false;
      const bool none =
          args.empty() ||
          LibraryClassOf(sources[0]->getType().getNonReferenceType()) == LibraryClass::kStateless;
      if (!none) ConstructFrom(to, element, args, sources);
      builder_.StoreInteger(builder_.Field(to, SizeOf(element), 1, "engaged"),
                            builder_.Constant(none ? 0 : 1), 1);
      return true;
    }
    case LibraryClass::kValue:
      builder_.Write(to, SizeOf(type));
      return true;
    case LibraryClass::kContiguous:
    case LibraryClass::kSegmented:
    case LibraryClass::kNode:
    case LibraryClass::kMap:
    case LibraryClass::kAdapter:
      builder_.Write(to, SizeOf(type));
      if (args.empty()) {
        builder_.StoreInteger(builder_.Field(to, 0, 8, "size"), builder_.Constant(0), 8);
      } else {
        InsertElements(to, type, kind, sources, false);
      }
      return true;
    case LibraryClass::kArray: {
      const clang::QualType element = ElementType(type);
      if (!args.empty() || element.isNull()) return false;
      builder_.CountedLoop(SizeOfContainer(to, type, kind), "(element)", [&](Register index) {
        ConstructFrom(builder_.Index(to, index, SizeOf(element)), element, {}, {});
      });
      return true;
    }
    default:
      return false;
  }
}

void FunctionLowering::DestroyLibraryObject(Register address, clang::QualType type) {
  const LibraryClass kind = LibraryClassOf(type);
  switch (kind) {
    case LibraryClass::kNone: {
      CallReachableCode({}, type->getAsCXXRecordDecl()->getDestructor(),
                        "destructor of the library");
      builder_.Emit(Op::kOpaque, {address},
                    "destructor of " + LibraryName(type->getAsCXXRecordDecl()));
      return;
    }
    case LibraryClass::kThread:
    case LibraryClass::kJoiningThread:
    case LibraryClass::kFuture:
    case LibraryClass::kPromise:
    case LibraryClass::kMutex:
    case LibraryClass::kCondition:
    case LibraryClass::kOnceFlag:
    case LibraryClass::kBarrier:
    case LibraryClass::kLatch:
    case LibraryClass::kLockGuard:
    case LibraryClass::kUniqueLock:
    case LibraryClass::kSharedLock:
      return DestroyThreadObject(address, type, kind);
    case LibraryClass::kUniquePointer:
      if (HasOwnDeleter(type)) {
        const clang::QualType deleter = TypeArgument(type, 1);
        const Register pointer = builder_.LoadPointer(address, true);
        const auto* record = deleter->getAsCXXRecordDecl();
        if (record != nullptr && unit_.IsOurs(record)) {
          CallAnyNumberOfTimes(CallableOfType(deleter, builder_.UnknownAddress("deleter")),
                               {pointer}, "deleter");
          return;
        }
        builder_.Emit(Op::kOpaque, {pointer}, "deleter");
        return;
      }
      ReleaseOwned(builder_.LoadPointer(address, true), ElementType(type), IsArrayPointer(type));
      return;
    case LibraryClass::kSharedPointer:
      return ReleaseShared(builder_.LoadPointer(address), ElementType(type));
    case LibraryClass::kOptional: {
      const clang::QualType element = ElementType(type);
      if (element.isNull() || !NeedsDestructor(element)) return;
      const Register engaged =
          builder_.LoadInteger(builder_.Field(address, SizeOf(element), 1, "engaged"), 1, true);
      builder_.If(engaged, [&] { DestroyAt(address, element); });
      return;
    }
    case LibraryClass::kPair:
      for (const clang::FieldDecl* field : type->getAsCXXRecordDecl()->getDefinition()->fields()) {
        DestroyAt(FieldCell(address, field), field->getType());
      }
      return;
    case LibraryClass::kTuple:
      for (unsigned i = 0;; ++i) {
        clang::QualType element;
        const auto offset = TupleOffset(type, i, element);
        if (!offset) return;
        if (NeedsDestructor(element)) {
          DestroyAt(builder_.Field(address, *offset, SizeOf(element), "get"), element);
        }
      }
    case LibraryClass::kFunction: {
      // The copy of the callable ends; its captures may have destructors of ours.
      builder_.LoadPointer(address);
      return;
    }
    case LibraryClass::kContiguous:
    case LibraryClass::kSegmented:
    case LibraryClass::kNode:
    case LibraryClass::kMap:
    case LibraryClass::kAdapter:
    case LibraryClass::kArray:
    case LibraryClass::kView:
      return DestroyContainer(address, type, kind);
    default:
      return;  // no effect: atomics, iterators, streams, values
  }
}

void FunctionLowering::SwapObjects(Register a, Register b, clang::QualType type) {
  type = type.getNonReferenceType().getUnqualifiedType();
  if (!type->isRecordType()) {
    const Register first = Load(a, type);
    const Register second = Load(b, type);
    Store(a, second, type);
    Store(b, first, type);
    return;
  }
  const Register spare = NewTemporary(type, "(swap)");
  CopyConstruct(spare, a, type, true);
  CopyConstruct(a, b, type, true);
  CopyConstruct(b, spare, type, true);
}

}  // namespace interlock::lower
