// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Construction, copies, destruction, new and delete.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::cast;
using clang::dyn_cast;
using clang::isa;
using Register = facts::Register;

void FunctionLowering::CopyObject(Register to, Register from, clang::QualType type) {
  const auto* record = type->getAsCXXRecordDecl();
  if (record != nullptr && record->hasDefinition() && record->isEmpty()) return;
  const Register r = builder_.Emit(Op::kCopy, {to, from});
  builder_.At(r).bytes = SizeOf(type);
}

void FunctionLowering::ZeroInitialize(Register address, clang::QualType type) {
  if (type->isArrayType() || type->isRecordType()) {
    const auto* record = type->getAsCXXRecordDecl();
    if (record != nullptr && record->hasDefinition() && record->isEmpty()) return;
    builder_.Write(address, SizeOf(type));
    return;
  }
  if (type->isReferenceType()) return;
  Store(address, ZeroOf(type), type.getUnqualifiedType());
}

Register FunctionLowering::Construct(const clang::CXXConstructExpr* expression) {
  const clang::QualType type = expression->getType();
  const clang::CXXConstructorDecl* constructor = expression->getConstructor();
  if (const clang::ArrayType* array = context_.getAsArrayType(type)) {
    const clang::QualType element = context_.getBaseElementType(array->getElementType());
    const std::uint32_t stride = SizeOf(element);
    if (constructor->isTrivial()) {
      const Register address = DestinationOf(expression);
      if (expression->requiresZeroInitialization()) ZeroInitialize(address, type);
      return address;
    }
    const Register address = DestinationOf(expression);
    Register bound = facts::kNoRegister;
    if (SizeOf(type) != 0 && stride != 0) bound = builder_.Constant(SizeOf(type) / stride);
    const std::vector<Register> args = Arguments(expression);
    builder_.CountedLoop(bound, "(element)", [&](Register index) {
      ConstructAt(builder_.Index(address, index, stride), constructor, args, expression);
    });
    return address;
  }
  const bool library = !unit_.IsOurs(constructor->getParent());
  if (library) {
    const std::size_t first = builder_.function().instructions.size();
    const Register address = DestinationOf(expression);
    std::vector<const clang::Expr*> sources(expression->arg_begin(), expression->arg_end());
    const LibraryUse use{address, type.getUnqualifiedType(), sources};
    if (LibraryConstruct(expression, address)) {
      CallLibraryReach(constructor, first, use);
      return address;
    }
    if (!constructor->isTrivial()) {
      std::vector<Register> args = Arguments(expression);
      args.insert(args.begin(), address);
      builder_.Write(address, SizeOf(type));
      CallReachableCode(sources, constructor, "constructor of the library");
      CallLibraryReach(constructor, first, use);
      builder_.Emit(Op::kOpaque, std::move(args), LibraryName(constructor->getParent()));
      return address;
    }
  }
  const std::vector<Register> args = Arguments(expression);
  const Register address = DestinationOf(expression);
  if (expression->requiresZeroInitialization()) ZeroInitialize(address, type);
  ConstructAt(address, constructor, args, expression);
  return address;
}

void FunctionLowering::ConstructAt(Register address, const clang::CXXConstructorDecl* constructor,
                                   std::vector<Register> args, const clang::Expr* expression) {
  const clang::QualType type = context_.getRecordType(constructor->getParent());
  if (constructor->isTrivial()) {
    if (constructor->isCopyOrMoveConstructor() && !args.empty()) CopyObject(address, args[0], type);
    return;
  }
  args.insert(args.begin(), address);
  CallOurs(constructor, std::move(args), context_.VoidTy, nullptr, false);
  if (expression != nullptr && !IsNoexcept(constructor, context_)) AddExceptionEdge(expression);
}

Register FunctionLowering::InheritedConstruct(const clang::CXXInheritedCtorInitExpr* expression) {
  std::vector<Register> args{DestinationOf(expression)};
  const auto* inheriting = dyn_cast<clang::CXXConstructorDecl>(function_);
  const clang::CXXConstructorDecl* constructor = expression->getConstructor();
  for (unsigned i = 0; inheriting != nullptr && i < inheriting->getNumParams(); ++i) {
    args.push_back(builder_.Emit(Op::kParameter));
    builder_.At(args.back()).immediate = static_cast<std::int64_t>(i) + 1;
  }
  if (unit_.IsOurs(constructor)) {
    CallOurs(constructor, args, context_.VoidTy, nullptr, false);
  } else {
    builder_.Emit(Op::kOpaque, args, LibraryName(constructor->getParent()));
  }
  return args[0];
}

Register FunctionLowering::Allocate(const clang::CXXNewExpr* expression) {
  const auto known = allocated_.find(expression);
  if (known != allocated_.end()) return known->second;
  const clang::FunctionDecl* allocator = expression->getOperatorNew();
  const clang::QualType type = expression->getAllocatedType();
  Register address = facts::kNoRegister;
  if (allocator != nullptr && allocator->isReservedGlobalPlacementOperator() &&
      expression->getNumPlacementArgs() == 1) {
    address = Value(expression->getPlacementArg(0));
  } else if (allocator != nullptr && unit_.IsOurs(allocator) && !allocator->isImplicit()) {
    std::vector<Register> args{builder_.Constant(SizeOf(type))};
    for (unsigned i = 0; i < expression->getNumPlacementArgs(); ++i) {
      args.push_back(Value(expression->getPlacementArg(i)));
    }
    address = CallOurs(allocator, std::move(args), allocator->getReturnType(), nullptr, false);
  } else {
    std::vector<Register> args;
    if (expression->isArray()) {
      const auto size = expression->getArraySize();
      args.push_back(size && *size != nullptr ? Value(*size) : builder_.Unknown("array size"));
    }
    const clang::RecordDecl* record = type->getAsRecordDecl();
    std::string symbol = record == nullptr ? "" : unit_.UseRecord(record);
    if (symbol.empty()) symbol = unit_.TypeText(type);
    address = builder_.Emit(Op::kHeap, std::move(args), std::move(symbol));
    builder_.At(address).bytes = SizeOf(type);
  }
  allocated_[expression] = address;
  return address;
}

Register FunctionLowering::New(const clang::CXXNewExpr* expression) {
  const Register address = Allocate(expression);
  const clang::Expr* initializer = expression->getInitializer();
  if (initializer == nullptr) return address;
  const clang::QualType type = expression->getAllocatedType();
  if (expression->isArray() && initializer->getType()->isRecordType()) {
    Unsupported("array of records built by one initialiser");
    return address;
  }
  if (isa<clang::ImplicitValueInitExpr>(initializer) && expression->isArray()) {
    builder_.Write(address, 0);
    return address;
  }
  const Register value = Value(initializer);
  if (!initializer->getType()->isRecordType() && !initializer->getType()->isArrayType()) {
    Store(address, value, type);
  }
  return address;
}

Register FunctionLowering::Delete(const clang::CXXDeleteExpr* expression) {
  const Register pointer = Value(expression->getArgument());
  const clang::QualType type = expression->getDestroyedType();
  const clang::FunctionDecl* deallocator = expression->getOperatorDelete();
  builder_.If(builder_.Binary("!=", pointer, builder_.Emit(Op::kNullPointer), 8, true), [&] {
    if (!type.isNull() && NeedsDestructor(type)) {
      const auto* record = context_.getBaseElementType(type)->getAsCXXRecordDecl();
      const clang::CXXDestructorDecl* destructor = record->getDestructor();
      const bool is_virtual = destructor != nullptr && destructor->isVirtual();
      if (expression->isArrayForm()) {
        builder_.CountedLoop(facts::kNoRegister, "(element)", [&](Register index) {
          DestroyAt(builder_.Index(pointer, index, SizeOf(type)), type);
        });
      } else {
        DestroyAt(pointer, type, is_virtual);
      }
    }
    if (deallocator != nullptr && unit_.IsOurs(deallocator) && !deallocator->isImplicit()) {
      CallOurs(deallocator, {pointer}, deallocator->getReturnType(), nullptr, false);
    } else {
      builder_.Emit(Op::kFree, {pointer});
    }
  });
  return builder_.Constant(0);
}

bool FunctionLowering::NeedsDestructor(clang::QualType type) const {
  if (type.isNull() || type->isReferenceType()) return false;
  const auto* record = context_.getBaseElementType(type)->getAsCXXRecordDecl();
  return record != nullptr && record->hasDefinition() && !record->isInvalidDecl() &&
         !record->hasTrivialDestructor();
}

// Some library objects end without an effect that facts could show.
bool FunctionLowering::HasDestructorEffect(clang::QualType type) const {
  if (!NeedsDestructor(type)) return false;
  const auto* record = context_.getBaseElementType(type)->getAsCXXRecordDecl();
  if (unit_.IsOurs(record)) return true;
  switch (LibraryClassOf(record)) {
    case LibraryClass::kThread:
    case LibraryClass::kPromise:
    case LibraryClass::kMutex:
    case LibraryClass::kCondition:
    case LibraryClass::kOnceFlag:
    case LibraryClass::kAtomic:
    case LibraryClass::kIterator:
    case LibraryClass::kValue:
    case LibraryClass::kStream:
    case LibraryClass::kStateless:
    case LibraryClass::kView:
      return false;
    default:
      return true;
  }
}

void FunctionLowering::DestroyAt(Register address, clang::QualType type, bool is_virtual) {
  if (!HasDestructorEffect(type)) return;
  if (type->isArrayType()) {
    const clang::QualType element = context_.getBaseElementType(type);
    const std::uint32_t stride = SizeOf(element);
    const std::uint32_t bytes = SizeOf(type);
    const Register bound =
        stride == 0 || bytes == 0 ? facts::kNoRegister : builder_.Constant(bytes / stride);
    builder_.CountedLoop(bound, "(element)", [&](Register index) {
      DestroyAt(builder_.Index(address, index, stride), element);
    });
    return;
  }
  const auto* record = type->getAsCXXRecordDecl()->getDefinition();
  if (!unit_.IsOurs(record)) {
    const std::size_t first = builder_.function().instructions.size();
    DestroyLibraryObject(address, type);
    CallLibraryReach(record->getDestructor(), first, {address, type.getUnqualifiedType(), {}});
    return;
  }
  const clang::CXXDestructorDecl* destructor = record->getDestructor();
  if (destructor == nullptr) {
    Unsupported("destructor that Clang did not declare");
    return;
  }
  CallOurs(destructor, {address}, context_.VoidTy, nullptr, is_virtual && destructor->isVirtual());
}

void FunctionLowering::CopyConstruct(Register to, Register from, clang::QualType type, bool move) {
  type = type.getNonReferenceType().getUnqualifiedType();
  const auto* record = type->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) {
    if (type->isArrayType()) return CopyObject(to, from, type);
    Store(to, Load(from, type), type);
    return;
  }
  record = record->getDefinition();
  const LibraryClass kind = unit_.IsOurs(record) ? LibraryClass::kNone : LibraryClassOf(record);
  if (kind != LibraryClass::kNone && CopyLibraryObject(to, from, type, kind, move)) return;
  if (record->isTriviallyCopyable()) return CopyObject(to, from, type);
  const clang::CXXConstructorDecl* found = nullptr;
  for (const clang::CXXConstructorDecl* constructor : record->ctors()) {
    if (constructor->isDeleted()) continue;
    if (move && constructor->isMoveConstructor()) found = constructor;
    if (constructor->isCopyConstructor() && (found == nullptr || !move)) found = constructor;
  }
  if (found == nullptr && !move) {
    for (const clang::CXXConstructorDecl* constructor : record->ctors()) {
      if (constructor->isMoveConstructor() && !constructor->isDeleted()) found = constructor;
    }
  }
  if (found == nullptr || !unit_.IsOurs(record)) {
    builder_.Emit(Op::kOpaque, {to, from}, "copy of " + record->getQualifiedNameAsString());
    return;
  }
  if (found->isTrivial()) return CopyObject(to, from, type);
  CallOurs(found, {to, from}, context_.VoidTy, nullptr, false);
}

// Library code builds the object (emplace, make_unique, ...): every constructor that can take so
// many arguments of such types may be the one.
void FunctionLowering::ConstructFrom(Register to, clang::QualType type,
                                     llvm::ArrayRef<Register> args,
                                     llvm::ArrayRef<const clang::Expr*> sources) {
  type = type.getUnqualifiedType();
  const auto* record = type->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) {
    if (args.empty()) return ZeroInitialize(to, type);
    const clang::Expr* source = sources[0];
    const Register value =
        source->isGLValue() ? LoadThroughType(args[0], source->getType()) : args[0];
    Store(to, value, type);
    return;
  }
  record = record->getDefinition();
  if (args.size() == 1 && context_.hasSameUnqualifiedType(sources[0]->getType(), type)) {
    return CopyConstruct(to, args[0], type, !sources[0]->isLValue());
  }
  if (!unit_.IsOurs(record)) {
    if (ConstructLibraryObject(to, type, args, sources)) return;
    std::vector<Register> all{to};
    all.insert(all.end(), args.begin(), args.end());
    builder_.Write(to, SizeOf(type));
    builder_.Emit(Op::kOpaque, std::move(all), LibraryName(record));
    return;
  }
  std::vector<const clang::CXXConstructorDecl*> candidates;
  for (const clang::CXXConstructorDecl* constructor : record->ctors()) {
    if (constructor->isDeleted() || constructor->isCopyOrMoveConstructor()) continue;
    if (args.size() < constructor->getMinRequiredArguments()) continue;
    if (args.size() > constructor->getNumParams()) continue;
    bool fits = true;
    for (std::size_t i = 0; i < args.size(); ++i) {
      const clang::QualType wanted =
          constructor->getParamDecl(i)->getType().getNonReferenceType().getCanonicalType();
      const clang::QualType given = sources[i]->getType().getCanonicalType();
      if (wanted->isArithmeticType() != given->isArithmeticType() && !wanted->isRecordType() &&
          !given->isRecordType()) {
        fits = false;
      }
      if (wanted->isPointerType() && given->isArithmeticType()) fits = false;
    }
    if (fits) candidates.push_back(constructor);
  }
  for (const clang::Decl* member : record->decls()) {
    const auto* pattern = dyn_cast<clang::FunctionTemplateDecl>(member);
    if (pattern == nullptr) continue;
    if (!isa<clang::CXXConstructorDecl>(pattern->getTemplatedDecl())) continue;
    for (const clang::FunctionDecl* special : pattern->specializations()) {
      const auto* constructor = cast<clang::CXXConstructorDecl>(special);
      bool exact = constructor->getNumParams() == args.size();
      for (std::size_t i = 0; exact && i < args.size(); ++i) {
        exact = context_.hasSameUnqualifiedType(
            constructor->getParamDecl(i)->getType().getNonReferenceType(), sources[i]->getType());
      }
      if (exact) candidates.push_back(constructor);
    }
  }
  const auto build = [&](const clang::CXXConstructorDecl* constructor) {
    std::vector<Register> passed;
    for (std::size_t i = 0; i < constructor->getNumParams(); ++i) {
      const clang::QualType wanted = constructor->getParamDecl(i)->getType();
      if (i >= args.size()) {
        const clang::Expr* fallback = constructor->getParamDecl(i)->getDefaultArg();
        passed.push_back(fallback != nullptr &&
                                 !constructor->getParamDecl(i)->hasUninstantiatedDefaultArg()
                             ? EvaluateAgain(fallback)
                             : UnknownValue(wanted, "default argument"));
        continue;
      }
      passed.push_back(PassTo(wanted, args[i], sources[i]));
    }
    ConstructAt(to, constructor, std::move(passed), nullptr);
  };
  if (candidates.empty()) {
    if (args.empty()) {
      builder_.Write(to, SizeOf(type));
      return;
    }
    if (record->isAggregate() && record->getNumBases() == 0 && !record->isUnion()) {
      builder_.Write(to, SizeOf(type));
      std::size_t next = 0;
      for (const clang::FieldDecl* field : record->fields()) {
        if (field->isUnnamedBitField()) continue;
        if (next >= args.size()) break;
        const Register cell = FieldCell(to, field);
        if (field->getType()->isReferenceType()) {
          builder_.StorePointer(cell, args[next]);
        } else if (!field->isBitField()) {
          ConstructFrom(cell, field->getType(), {args[next]}, {sources[next]});
        }
        ++next;
      }
      return;
    }
    std::vector<Register> all{to};
    all.insert(all.end(), args.begin(), args.end());
    builder_.Emit(Op::kOpaque, std::move(all),
                  "constructor of " + record->getQualifiedNameAsString());
    return;
  }
  for (std::size_t i = 0; i + 1 < candidates.size(); ++i) {
    builder_.If(builder_.Unknown("choice of a constructor"), [&] { build(candidates[i]); });
  }
  if (candidates.size() == 1) {
    build(candidates[0]);
  } else {
    builder_.If(builder_.Unknown("choice of a constructor"), [&] { build(candidates.back()); });
  }
}

// Passes the value of `source` (lowered to `value`) to a parameter of type `wanted`.
Register FunctionLowering::PassTo(clang::QualType wanted, Register value,
                                  const clang::Expr* source) {
  const clang::QualType given = source->getType();
  if (wanted->isReferenceType()) {
    if (source->isGLValue() || given->isRecordType()) {
      return context_.hasSameUnqualifiedType(wanted.getNonReferenceType(), given) ||
                     !wanted->getPointeeType()->isRecordType()
                 ? value
                 : ConvertRecord(wanted.getNonReferenceType(), value, given);
    }
    const Register cell = NewTemporary(given, "(argument)");
    Store(cell, value, given);
    return cell;
  }
  if (wanted->isRecordType()) {
    const Register copy = NewTemporary(wanted, "(argument)");
    if (context_.hasSameUnqualifiedType(wanted, given)) {
      CopyConstruct(copy, value, wanted, !source->isLValue());
    } else {
      builder_.Write(copy, SizeOf(wanted));
      builder_.Emit(Op::kOpaque, {copy, value}, "conversion to " + unit_.TypeText(wanted));
    }
    return copy;
  }
  if (given->isRecordType()) return UnknownValue(wanted, "conversion of a record");
  if (source->isGLValue()) return LoadThroughType(value, given);
  return value;
}

// A reference to another record type: to a base class of the object, or to a converted copy.
Register FunctionLowering::ConvertRecord(clang::QualType wanted, Register value,
                                         clang::QualType given) {
  const auto* derived = given->getAsCXXRecordDecl();
  const auto* base = wanted->getAsCXXRecordDecl();
  if (derived != nullptr && base != nullptr && derived->hasDefinition() && base->hasDefinition() &&
      derived->isDerivedFrom(base)) {
    clang::CXXBasePaths paths;
    if (derived->isDerivedFrom(base, paths) && !paths.getDetectedVirtual()) {
      std::int64_t offset = 0;
      for (const clang::CXXBasePathElement& step : paths.front()) {
        offset += context_.getASTRecordLayout(step.Class)
                      .getBaseClassOffset(step.Base->getType()->getAsCXXRecordDecl())
                      .getQuantity();
      }
      return offset == 0 ? value : builder_.Field(value, offset, SizeOf(wanted), "");
    }
    return builder_.UnknownAddress("virtual base class");
  }
  const Register copy = NewTemporary(wanted, "(argument)");
  builder_.Write(copy, SizeOf(wanted));
  builder_.Emit(Op::kOpaque, {copy, value}, "conversion to " + unit_.TypeText(wanted));
  return copy;
}

// The scalar value behind an address; an array gives its own address.
Register FunctionLowering::LoadThroughType(Register address, clang::QualType type) {
  return type->isArrayType() || type->isFunctionType() ? address : Load(address, type);
}

}  // namespace interlock::lower
