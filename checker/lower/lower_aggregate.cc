// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Objects that are built part by part: initialiser lists, closures, array copies, zeros.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::dyn_cast;
using clang::isa;
using Register = facts::Register;

Register FunctionLowering::ZeroOf(clang::QualType type) {
  if (type->isAnyPointerType() || type->isNullPtrType() || type->isMemberFunctionPointerType()) {
    return builder_.Emit(Op::kNullPointer);
  }
  if (type->isMemberDataPointerType()) return builder_.Constant(-1);
  return builder_.Constant(0);
}

// A string literal; as the initialiser of an array it is copied there.
Register FunctionLowering::SourceText(const clang::Expr* expression) {
  const Register text = builder_.Emit(Op::kStringLiteral);
  const auto destination = destinations_.find(expression);
  if (destination == destinations_.end()) return text;
  const Register address = destination->second();
  builder_.Write(address, SizeOf(expression->getType()));
  return address;
}

Register FunctionLowering::LambdaObject(const clang::LambdaExpr* lambda) {
  const Register address = DestinationOf(lambda);
  unit_.UseFunction(lambda->getCallOperator());
  if (const clang::FunctionTemplateDecl* pattern =
          lambda->getLambdaClass()->getDependentLambdaCallOperator()) {
    for (const clang::FunctionDecl* special : pattern->specializations()) {
      unit_.UseFunction(special);
    }
  }
  auto field = lambda->getLambdaClass()->field_begin();
  for (const clang::Expr* init : lambda->capture_inits()) {
    const clang::FieldDecl* target = *field++;
    if (init == nullptr) continue;  // captures a variable-length array bound
    const Register value = Value(init);
    const clang::QualType type = target->getType();
    if (type->isReferenceType()) {
      builder_.StorePointer(FieldCell(DestinationOf(lambda), target), value);
    } else if (!type->isRecordType() && !type->isArrayType()) {
      Store(FieldCell(DestinationOf(lambda), target), value, type);
    }
  }
  return address;
}

// A list builds its object part by part; parts that are records were built at their place already.
Register FunctionLowering::InitializerList(const clang::Expr* expression,
                                           llvm::ArrayRef<const clang::Expr*> inits,
                                           const clang::FieldDecl* union_field,
                                           const clang::Expr* filler) {
  constexpr std::size_t kMostConstants = 64;  // longer tables of numbers are one write
  const clang::QualType type = expression->getType();
  if (!type->isRecordType() && !type->isArrayType()) {
    if (inits.size() == 1) return Value(inits[0]);
    if (inits.empty()) return ZeroOf(type);
    return Unsupported("initializer list", expression);
  }
  const Register address = DestinationOf(expression);
  if (const clang::ArrayType* array = context_.getAsArrayType(type)) {
    const clang::QualType element = array->getElementType();
    if (inits.size() == 1 && isa<clang::StringLiteral>(inits[0]->IgnoreParens())) {
      builder_.Write(address, SizeOf(type));
      return address;
    }
    const bool numbers = element->isArithmeticType() || element->isEnumeralType();
    const bool many = inits.size() > kMostConstants;
    if (filler != nullptr || (numbers && many)) builder_.Write(address, SizeOf(type));
    for (std::size_t i = 0; i < inits.size(); ++i) {
      const bool record = inits[i]->getType()->isRecordType() || inits[i]->getType()->isArrayType();
      if (numbers && many && ConstantOf(inits[i])) continue;
      if (isa<clang::ImplicitValueInitExpr>(inits[i])) {
        if (filler == nullptr) {
          const Register base = DestinationOf(expression);
          const Register index = builder_.Constant(static_cast<std::int64_t>(i));
          ZeroInitialize(builder_.Index(base, index, SizeOf(element)), element);
        }
        continue;
      }
      const Register value = Value(inits[i]);
      if (record) continue;
      const Register base = DestinationOf(expression);
      const Register index = builder_.Constant(static_cast<std::int64_t>(i));
      Store(builder_.Index(base, index, SizeOf(element)), value, element);
    }
    return address;
  }
  const clang::RecordDecl* record = type->getAsRecordDecl();
  if (record->isInvalidDecl()) return Unsupported("invalid record", expression);
  const auto part = [&](const clang::FieldDecl* field, const clang::Expr* init) {
    if (isa<clang::ImplicitValueInitExpr>(init)) {
      if (field->isBitField()) {
        const Register cell = FieldCell(DestinationOf(expression), field);
        builder_.Write(cell, builder_.At(cell).bytes);
      } else {
        ZeroInitialize(FieldCell(DestinationOf(expression), field), field->getType());
      }
      return;
    }
    const Register value = Value(init);
    if (init->isPRValue() && (init->getType()->isRecordType() || init->getType()->isArrayType())) {
      return;
    }
    const Register cell = FieldCell(DestinationOf(expression), field);
    if (field->getType()->isReferenceType()) {
      builder_.StorePointer(cell, value);
    } else if (field->isBitField()) {
      builder_.Write(cell, builder_.At(cell).bytes);
    } else {
      Store(cell, value, field->getType());
    }
  };
  if (record->isUnion()) {
    if (!inits.empty() && union_field != nullptr) {
      part(union_field, inits[0]);
    } else {
      builder_.Write(address, SizeOf(type));
    }
    return address;
  }
  std::size_t next = 0;
  if (const auto* cxx = dyn_cast<clang::CXXRecordDecl>(record)) {
    for (unsigned i = 0; i < cxx->getNumBases() && next < inits.size(); ++i) Value(inits[next++]);
  }
  for (const clang::FieldDecl* field : record->fields()) {
    if (field->isUnnamedBitField()) continue;
    if (next >= inits.size()) break;
    part(field, inits[next++]);
  }
  return address;
}

// Copies an array member element by element (implicit copy constructors, captured arrays).
Register FunctionLowering::ArrayCopy(const clang::ArrayInitLoopExpr* expression) {
  const Register address = DestinationOf(expression);
  const clang::QualType type = expression->getType();
  const Register source = Value(expression->getCommonExpr());
  const auto* array = context_.getAsConstantArrayType(type);
  const clang::QualType element = context_.getBaseElementType(type);
  const auto* record = element->getAsCXXRecordDecl();
  if (array == nullptr || record == nullptr || record->isTriviallyCopyable()) {
    const Register copy = builder_.Emit(Op::kCopy, {address, source});
    builder_.At(copy).bytes = SizeOf(type);
    return address;
  }
  const std::int64_t count = SizeOf(type) / std::max<std::uint32_t>(SizeOf(element), 1);
  builder_.CountedLoop(builder_.Constant(count), "(element)", [&](Register index) {
    CopyConstruct(builder_.Index(address, index, SizeOf(element)),
                  builder_.Index(source, index, SizeOf(element)), element, false);
  });
  return address;
}

}  // namespace interlock::lower
