// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Arithmetic, conversions, loads and stores.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::cast;
using clang::dyn_cast;
using facts::Order;
using Register = facts::Register;

namespace {

bool IsPointerLike(clang::QualType type) {
  return type->isAnyPointerType() || type->isReferenceType() || type->isNullPtrType() ||
         type->isBlockPointerType() || type->isMemberFunctionPointerType();
}

bool IsFloating(clang::QualType type) {
  return type->isRealFloatingType() || type->isAnyComplexType() || type->isFixedPointType();
}

// pthread_t and thrd_t are integers in C, but hold the token of a thread.
bool IsThreadHandle(clang::QualType type) {
  while (const auto* alias = type->getAs<clang::TypedefType>()) {
    const llvm::StringRef name = alias->getDecl()->getName();
    if (name == "pthread_t" || name == "thrd_t") return true;
    type = alias->desugar();
  }
  return false;
}

// A cell that holds a pointer, seen as characters that may be written: afterwards the pointer may
// be any, whatever the writes looked like.
bool OpensPointerBytes(const clang::CastExpr* conversion) {
  clang::QualType from = conversion->getSubExpr()->getType();
  clang::QualType to = conversion->getType();
  if (conversion->getCastKind() == clang::CK_BitCast) {
    from = from->getPointeeType();
    to = to->getPointeeType();
  }
  if (from.isNull() || to.isNull() || to.isConstQualified()) return false;
  return from->isAnyPointerType() && (to->isCharType() || to->isStdByteType());
}

clang::QualType WithoutAtomic(clang::QualType type) {
  if (const auto* atomic = type->getAs<clang::AtomicType>()) return atomic->getValueType();
  return type;
}

Order OrderFor(clang::QualType type, Order given) {
  return type->isAtomicType() && given == Order::kPlain ? Order::kSequential : given;
}

bool IsBitField(const clang::Expr* expression) {
  return expression->IgnoreParens()->refersToBitField();
}

}  // namespace

Register FunctionLowering::Load(Register address, clang::QualType type, Order order) {
  order = OrderFor(type, order);
  const bool handle = IsThreadHandle(type);
  type = WithoutAtomic(type).getCanonicalType();
  const std::uint32_t bytes = SizeOf(type);
  if (type->isFunctionType()) return address;
  if (type->isNullPtrType()) return builder_.Emit(Op::kNullPointer);
  if (type->isAnyComplexType() || type->isVectorType() || bytes > 16) {
    if (type->isVectorType()) Unsupported("vector type");
    if (order != Order::kPlain) Unsupported("atomic object wider than 8 bytes");
    builder_.Read(address, bytes);
    return builder_.Unknown("value of " + unit_.TypeText(type));
  }
  const Register r = builder_.Emit(Op::kLoad, {address});
  facts::Instruction& load = builder_.At(r);
  load.bytes = bytes;
  load.order = order;
  load.is_pointer = IsPointerLike(type) || handle;
  load.is_unsigned = type->isUnsignedIntegerOrEnumerationType();
  return r;
}

void FunctionLowering::Store(Register address, Register value, clang::QualType type, Order order) {
  order = OrderFor(type, order);
  const bool handle = IsThreadHandle(type);
  type = WithoutAtomic(type).getCanonicalType();
  const std::uint32_t bytes = SizeOf(type);
  if (type->isAnyComplexType() || type->isVectorType() || bytes > 16) {
    if (type->isVectorType()) Unsupported("vector type");
    if (order != Order::kPlain) Unsupported("atomic object wider than 8 bytes");
    builder_.Write(address, bytes);
    return;
  }
  const Register r = builder_.Emit(Op::kStore, {address, value});
  facts::Instruction& store = builder_.At(r);
  store.bytes = bytes;
  store.order = order;
  store.is_pointer = IsPointerLike(type) || handle;
  store.is_unsigned = type->isUnsignedIntegerOrEnumerationType();
}

Register FunctionLowering::LoadFrom(const clang::Expr* source, Register address) {
  const clang::QualType type = source->getType();
  if (IsBitField(source)) {
    builder_.Read(address, builder_.At(address).bytes);
    return builder_.Unknown("bit-field");
  }
  const Register value = Load(address, type);
  // For whoever asks where an address came from: the members of a union share their bytes.
  const auto* member = dyn_cast<clang::MemberExpr>(source->IgnoreParens());
  if (member != nullptr && type->isAnyPointerType() && builder_.At(value).op == Op::kLoad) {
    const auto* field = dyn_cast<clang::FieldDecl>(member->getMemberDecl());
    if (field != nullptr && field->getParent()->isUnion()) {
      builder_.At(value).symbol = "pointer in union member '" + field->getNameAsString() + "'";
    }
  }
  return value;
}

void FunctionLowering::StoreTo(const clang::Expr* target, Register address, Register value) {
  if (IsBitField(target)) {
    // The neighbours in the memory location are read and written back.
    const std::uint32_t bytes = builder_.At(address).bytes;
    builder_.Read(address, bytes);
    builder_.Write(address, bytes);
    return;
  }
  Store(address, value, target->getType());
}

Register FunctionLowering::IntegerCast(Register value, clang::QualType type) {
  const Register r = builder_.Emit(Op::kCast, {value});
  builder_.At(r).bytes = SizeOf(type);
  builder_.At(r).is_unsigned = type->isUnsignedIntegerOrEnumerationType();
  return r;
}

std::int64_t FunctionLowering::BaseOffset(const clang::CastExpr* expression, bool& known) {
  const bool down = expression->getCastKind() == clang::CK_BaseToDerived ||
                    expression->getCastKind() == clang::CK_BaseToDerivedMemberPointer;
  clang::QualType type = down ? expression->getType() : expression->getSubExpr()->getType();
  if (const auto* member = type->getAs<clang::MemberPointerType>()) {
    type = clang::QualType(member->getClass(), 0);
  }
  if (type->isPointerType()) type = type->getPointeeType();
  const clang::CXXRecordDecl* derived = type.getNonReferenceType()->getAsCXXRecordDecl();
  std::int64_t offset = 0;
  known = derived != nullptr;
  std::vector<const clang::CXXBaseSpecifier*> path(expression->path_begin(),
                                                   expression->path_end());
  for (const clang::CXXBaseSpecifier* base : path) {
    if (derived == nullptr || base->isVirtual() || derived->isInvalidDecl()) {
      known = false;
      return 0;
    }
    const auto* next = base->getType()->getAsCXXRecordDecl();
    offset += context_.getASTRecordLayout(derived).getBaseClassOffset(next).getQuantity();
    derived = next;
  }
  return down ? -offset : offset;
}

Register FunctionLowering::Cast(const clang::CastExpr* expression) {
  const clang::Expr* inner = expression->getSubExpr();
  const clang::QualType type = expression->getType();
  switch (expression->getCastKind()) {
    case clang::CK_LValueToRValue: {
      if (type->isRecordType()) {
        const Register from = Value(inner);
        const auto destination = destinations_.find(expression);
        if (destination == destinations_.end()) return from;
        const Register to = destination->second();
        CopyObject(to, from, type);
        return to;
      }
      if (const auto constant = ConstantOf(expression)) return builder_.Constant(*constant);
      if (const auto* variable = DirectVariable(inner)) {
        const auto* parameter = dyn_cast<clang::ParmVarDecl>(variable);
        if (parameter != nullptr && !parameter->getType()->isReferenceType() &&
            locals_.find(variable) == locals_.end() && parameter->getDeclContext() == function_) {
          const Register value = builder_.Emit(Op::kParameter);
          builder_.At(value).immediate =
              parameter->getFunctionScopeIndex() + (builder_.function().is_method ? 1 : 0);
          return value;
        }
      }
      return LoadFrom(inner, Value(inner));
    }
    case clang::CK_NoOp:
    case clang::CK_ConstructorConversion:
    case clang::CK_UserDefinedConversion:
    case clang::CK_ArrayToPointerDecay:
    case clang::CK_FunctionToPointerDecay:
    case clang::CK_BuiltinFnToFnPtr:
      return Value(inner);
    case clang::CK_BitCast:
    case clang::CK_LValueBitCast:
      if (OpensPointerBytes(expression)) Unsupported("bytes of a pointer changed one by one");
      return Value(inner);
    case clang::CK_AddressSpaceConversion:
    case clang::CK_AtomicToNonAtomic:
    case clang::CK_NonAtomicToAtomic:
    case clang::CK_ReinterpretMemberPointer:
    case clang::CK_Dynamic:
      return Value(inner);
    case clang::CK_LValueToRValueBitCast: {
      const Register from = Value(inner);
      if (type->isRecordType()) {
        const Register to = DestinationOf(expression);
        CopyObject(to, from, type);
        return to;
      }
      return Load(from, type);
    }
    case clang::CK_Dependent:
    case clang::CK_ToUnion:
      return Unsupported("conversion " + std::string(expression->getCastKindName()), expression);
    case clang::CK_ToVoid:
      return Value(inner);
    case clang::CK_NullToPointer:
    case clang::CK_NullToMemberPointer:
      return ZeroOf(type);
    case clang::CK_IntegralCast:
    case clang::CK_BooleanToSignedIntegral: {
      const Register value = Value(inner);
      if (const auto constant = ConstantOf(expression)) return builder_.Constant(*constant);
      return IntegerCast(value, type);
    }
    case clang::CK_IntegralToBoolean:
      return builder_.Binary("!=", Value(inner), builder_.Constant(0), SizeOf(inner->getType()),
                             inner->getType()->isUnsignedIntegerOrEnumerationType());
    case clang::CK_PointerToBoolean:
    case clang::CK_MemberPointerToBoolean:
      return builder_.Binary("!=", Value(inner), builder_.Emit(Op::kNullPointer), 8, true);
    case clang::CK_PointerToIntegral:
      return builder_.Emit(Op::kPointerToInteger, {Value(inner)});
    case clang::CK_IntegralToPointer:
      if (const auto constant = ConstantOf(inner); constant && *constant == 0) {
        return builder_.Emit(Op::kNullPointer);
      }
      return builder_.Emit(Op::kIntegerToPointer, {Value(inner)});
    case clang::CK_UncheckedDerivedToBase:
    case clang::CK_DerivedToBase:
    case clang::CK_BaseToDerived: {
      const Register base = Value(inner);
      bool known = false;
      const std::int64_t offset = BaseOffset(expression, known);
      if (!known) return builder_.UnknownAddress("virtual base class");
      if (offset == 0) return base;
      clang::QualType target = type;
      if (target->isPointerType()) target = target->getPointeeType();
      return builder_.Field(base, offset, SizeOf(target.getNonReferenceType()), "");
    }
    case clang::CK_BaseToDerivedMemberPointer:
    case clang::CK_DerivedToBaseMemberPointer: {
      const Register value = Value(inner);
      bool known = false;
      const std::int64_t offset = BaseOffset(expression, known);
      if (!type->isMemberDataPointerType()) {
        return known && offset == 0 ? value : builder_.UnknownAddress("member pointer conversion");
      }
      if (!known) return builder_.Unknown("member pointer conversion");
      return offset == 0 ? value : builder_.Binary("-", value, builder_.Constant(offset));
    }
    case clang::CK_FloatingToIntegral:
    case clang::CK_FloatingToBoolean:
    case clang::CK_IntegralToFloating:
    case clang::CK_FloatingCast:
      Value(inner);
      return builder_.Unknown("floating-point conversion");
    case clang::CK_VectorSplat:
    case clang::CK_MatrixCast:
      return Unsupported("vector type", expression);
    default:
      Value(inner);
      if (IsFloating(type) || inner->getType()->isAnyComplexType()) {
        return builder_.Unknown("complex number");
      }
      return Unsupported("conversion " + std::string(expression->getCastKindName()), expression);
  }
}

Register FunctionLowering::PointerStep(Register pointer, Register amount, clang::QualType pointee,
                                       bool back) {
  std::uint32_t stride = SizeOf(pointee);
  if (pointee->isVoidType() || pointee->isFunctionType()) stride = 1;
  if (pointee->isVariableArrayType()) {
    return builder_.Index(pointer, builder_.Unknown("variable-length array"), 1);
  }
  if (back) {
    const Register negated = builder_.Emit(Op::kUnary, {amount}, "-");
    builder_.At(negated).bytes = 8;
    amount = negated;
  }
  return builder_.Index(pointer, amount, stride);
}

Register FunctionLowering::IncrementDecrement(const clang::UnaryOperator* expression) {
  const clang::Expr* inner = expression->getSubExpr();
  const clang::QualType type = inner->getType();
  const bool up = expression->isIncrementOp();
  const Register address = Value(inner);
  Register before = facts::kNoRegister;
  Register after = facts::kNoRegister;
  if (type->isAtomicType()) {
    const clang::QualType value_type = WithoutAtomic(type);
    before = builder_.Emit(Op::kReadModifyWrite, {address, builder_.Constant(1)}, up ? "+" : "-");
    builder_.At(before).bytes = SizeOf(value_type);
    builder_.At(before).order = Order::kSequential;
    builder_.At(before).is_unsigned = value_type->isUnsignedIntegerOrEnumerationType();
    if (expression->isPostfix() || expression->isGLValue()) {
      return expression->isGLValue() ? address : before;
    }
    return Arithmetic(up ? clang::BO_Add : clang::BO_Sub, before, builder_.Constant(1), value_type,
                      value_type);
  }
  before = LoadFrom(inner, address);
  if (type->isAnyPointerType()) {
    after = PointerStep(before, builder_.Constant(1), type->getPointeeType(), !up);
  } else if (type->isBooleanType()) {
    after = builder_.Constant(1);
  } else {
    after =
        Arithmetic(up ? clang::BO_Add : clang::BO_Sub, before, builder_.Constant(1), type, type);
  }
  StoreTo(inner, address, after);
  if (expression->isGLValue()) return address;
  return expression->isPostfix() ? before : after;
}

Register FunctionLowering::Unary(const clang::UnaryOperator* expression) {
  const clang::Expr* inner = expression->getSubExpr();
  const clang::QualType type = expression->getType();
  switch (expression->getOpcode()) {
    case clang::UO_AddrOf: {
      if (type->isMemberPointerType()) {
        const auto* reference = dyn_cast<clang::DeclRefExpr>(inner->IgnoreParens());
        const clang::ValueDecl* decl = reference == nullptr ? nullptr : reference->getDecl();
        if (const auto* field = llvm::dyn_cast_or_null<clang::FieldDecl>(decl)) {
          return builder_.Constant(static_cast<std::int64_t>(FieldRange(unit_, field).offset));
        }
        if (const auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(decl)) {
          const Register r = builder_.Emit(Op::kFunctionAddress, {}, unit_.UseFunction(method));
          builder_.At(r).is_virtual = method->isVirtual();
          return r;
        }
        return Unsupported("member pointer", expression);
      }
      return Value(inner);
    }
    case clang::UO_Deref:
      return Value(inner);
    case clang::UO_PreInc:
    case clang::UO_PostInc:
    case clang::UO_PreDec:
    case clang::UO_PostDec:
      return IncrementDecrement(expression);
    case clang::UO_Plus:
    case clang::UO_Extension:
      return Value(inner);
    case clang::UO_Minus:
    case clang::UO_Not: {
      const Register value = Value(inner);
      if (const auto constant = ConstantOf(expression)) return builder_.Constant(*constant);
      if (!type->isIntegralOrEnumerationType()) return builder_.Unknown("floating-point value");
      const Register r = builder_.Emit(Op::kUnary, {value},
                                       expression->getOpcode() == clang::UO_Minus ? "-" : "~");
      builder_.At(r).bytes = SizeOf(type);
      builder_.At(r).is_unsigned = type->isUnsignedIntegerOrEnumerationType();
      return r;
    }
    case clang::UO_LNot: {
      const Register value = Value(inner);
      if (IsPointerLike(inner->getType())) {
        return builder_.Binary("==", value, builder_.Emit(Op::kNullPointer), 8, true);
      }
      if (!inner->getType()->isIntegralOrEnumerationType()) {
        return builder_.Unknown("floating-point comparison");
      }
      const Register r = builder_.Emit(Op::kUnary, {value}, "!");
      builder_.At(r).bytes = SizeOf(inner->getType());
      return r;
    }
    case clang::UO_Real:
    case clang::UO_Imag: {
      const Register value = Value(inner);
      return expression->isGLValue() ? value : builder_.Unknown("complex number");
    }
    case clang::UO_Coawait:
      return Unsupported("coroutine", expression);
  }
  return Unsupported("unary operator", expression);
}

Register FunctionLowering::Arithmetic(clang::BinaryOperatorKind kind, Register a, Register b,
                                      clang::QualType operand_type, clang::QualType result_type) {
  operand_type = WithoutAtomic(operand_type);
  if (!operand_type->isIntegralOrEnumerationType() && !IsPointerLike(operand_type) &&
      !operand_type->isMemberDataPointerType()) {
    return builder_.Unknown(clang::BinaryOperator::isComparisonOp(kind)
                                ? "floating-point comparison"
                                : "floating-point value");
  }
  (void)result_type;
  if (kind == clang::BO_Cmp) return builder_.Unknown("three-way comparison");
  const Register r =
      builder_.Emit(Op::kBinary, {a, b}, clang::BinaryOperator::getOpcodeStr(kind).str());
  builder_.At(r).bytes = SizeOf(operand_type);
  builder_.At(r).is_unsigned =
      operand_type->isUnsignedIntegerOrEnumerationType() || IsPointerLike(operand_type);
  return r;
}

Register FunctionLowering::Binary(const clang::BinaryOperator* expression) {
  const clang::Expr* left = expression->getLHS();
  const clang::Expr* right = expression->getRHS();
  const clang::BinaryOperatorKind kind = expression->getOpcode();
  if (expression->isLogicalOp()) return Logical(expression);
  if (kind == clang::BO_Comma) {
    Value(left);
    return Value(right);
  }
  if (kind == clang::BO_PtrMemD || kind == clang::BO_PtrMemI) {
    const Register object = Value(left);
    const Register member = Value(right);
    if (right->getType()->isMemberFunctionPointerType()) return member;  // the call has the object
    return builder_.Index(object, member, 1);
  }
  if (kind == clang::BO_Assign) {
    const Register value = Value(right);
    const Register address = Value(left);
    if (left->getType()->isRecordType()) {
      CopyObject(address, value, left->getType());
      return address;
    }
    StoreTo(left, address, value);
    return expression->isGLValue() ? address : value;
  }
  const Register a = Value(left);
  const Register b = Value(right);
  if (const auto constant = ConstantOf(expression)) return builder_.Constant(*constant);
  const clang::QualType left_type = left->getType();
  const clang::QualType right_type = right->getType();
  if (expression->isAdditiveOp() && expression->getType()->isAnyPointerType()) {
    const clang::QualType pointee = expression->getType()->getPointeeType();
    return left_type->isAnyPointerType() ? PointerStep(a, b, pointee, kind == clang::BO_Sub)
                                         : PointerStep(b, a, pointee, false);
  }
  if (kind == clang::BO_Sub && left_type->isAnyPointerType() && right_type->isAnyPointerType()) {
    const Register from = builder_.Emit(Op::kPointerToInteger, {a});
    const Register to = builder_.Emit(Op::kPointerToInteger, {b});
    const Register bytes = builder_.Binary("-", from, to);
    const std::uint32_t stride = SizeOf(left_type->getPointeeType());
    return stride <= 1 ? bytes : builder_.Binary("/", bytes, builder_.Constant(stride));
  }
  const clang::QualType operand = expression->isShiftOp()     ? left_type
                                  : IsPointerLike(right_type) ? right_type
                                                              : left_type;
  return Arithmetic(kind, a, b, operand, expression->getType());
}

Register FunctionLowering::CompoundAssign(const clang::CompoundAssignOperator* expression) {
  const clang::Expr* left = expression->getLHS();
  const clang::QualType type = left->getType();
  const clang::BinaryOperatorKind kind =
      clang::BinaryOperator::getOpForCompoundAssignment(expression->getOpcode());
  const Register amount = Value(expression->getRHS());
  const Register address = Value(left);
  if (type->isAtomicType()) {
    const clang::QualType value_type = WithoutAtomic(type);
    const Register before = builder_.Emit(Op::kReadModifyWrite, {address, amount},
                                          clang::BinaryOperator::getOpcodeStr(kind).str());
    builder_.At(before).bytes = SizeOf(value_type);
    builder_.At(before).order = Order::kSequential;
    builder_.At(before).is_unsigned = value_type->isUnsignedIntegerOrEnumerationType();
    if (expression->isGLValue()) return address;
    return Arithmetic(kind, before, amount, value_type, value_type);
  }
  Register value = LoadFrom(left, address);
  if (type->isAnyPointerType()) {
    value = PointerStep(value, amount, type->getPointeeType(), kind == clang::BO_Sub);
  } else {
    const clang::QualType computation = expression->getComputationLHSType();
    const bool integers =
        computation->isIntegralOrEnumerationType() && type->isIntegralOrEnumerationType();
    if (integers && SizeOf(computation) != SizeOf(type)) value = IntegerCast(value, computation);
    value = integers ? Arithmetic(kind, value, amount, computation, computation)
                     : builder_.Unknown("floating-point value");
    if (integers && SizeOf(computation) != SizeOf(type)) value = IntegerCast(value, type);
  }
  StoreTo(left, address, value);
  return expression->isGLValue() ? address : value;
}

}  // namespace interlock::lower
