// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Expressions to registers.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::cast;
using clang::dyn_cast;
using clang::isa;

using Register = facts::Register;

Register FunctionLowering::Value(const clang::Expr* expression) {
  expression = expression->IgnoreParens();
  const auto known = memo_.find(expression);
  if (known != memo_.end()) return known->second;
  const facts::Position outer = builder_.position();
  const facts::Position here = unit_.PositionOf(expression->getExprLoc());
  if (here.file >= 0) builder_.SetPosition(here);
  Register result = facts::kNoRegister;
  if (!LowerRangePart(expression, result)) result = Evaluate(expression);
  builder_.SetPosition(outer);
  memo_[expression] = result;
  return result;
}

// Evaluates an expression that is shared between places of the source (default arguments and
// default member initialisers): nothing is remembered from one evaluation to the next.
Register FunctionLowering::EvaluateAgain(const clang::Expr* expression) {
  llvm::DenseMap<const clang::Stmt*, Register> memo;
  std::unordered_map<const clang::Expr*, Destination> destinations;
  memo.swap(memo_);
  destinations.swap(destinations_);
  if (const auto outer = destinations.find(evaluated_for_); outer != destinations.end()) {
    SetDestination(expression, outer->second);
  }
  evaluated_for_ = nullptr;
  Scan(expression);
  const Register result = Value(expression);
  memo.swap(memo_);
  destinations.swap(destinations_);
  return result;
}

Register FunctionLowering::Unsupported(const std::string& construct,
                                       const clang::Expr* expression) {
  const Register r = builder_.Emit(Op::kUnsupported, {}, construct);
  return expression == nullptr ? r : UnknownValue(expression->getType(), construct);
}

Register FunctionLowering::UnknownValue(clang::QualType type, std::string reason) {
  if (type->isAnyPointerType() || type->isReferenceType() || type->isFunctionType() ||
      type->isMemberPointerType()) {
    return builder_.UnknownAddress(std::move(reason));
  }
  if (type->isRecordType() || type->isArrayType()) {
    const Register address = NewTemporary(type, "(unknown)");
    builder_.Write(address, SizeOf(type));
    return address;
  }
  return builder_.Unknown(std::move(reason));
}

std::optional<std::int64_t> FunctionLowering::ConstantOf(const clang::Expr* expression) const {
  if (expression == nullptr || expression->isValueDependent() || expression->isTypeDependent() ||
      expression->containsErrors() || !expression->getType()->isIntegralOrEnumerationType()) {
    return std::nullopt;
  }
  if (expression->isGLValue()) return std::nullopt;
  clang::Expr::EvalResult result;
  if (!expression->EvaluateAsInt(result, context_)) return std::nullopt;
  const llvm::APSInt& value = result.Val.getInt();
  if (!value.isRepresentableByInt64()) return std::nullopt;
  return value.getExtValue();
}

Register FunctionLowering::Evaluate(const clang::Expr* e) {
  switch (e->getStmtClass()) {
    case clang::Stmt::IntegerLiteralClass:
    case clang::Stmt::CharacterLiteralClass:
    case clang::Stmt::CXXBoolLiteralExprClass:
    case clang::Stmt::UnaryExprOrTypeTraitExprClass:
    case clang::Stmt::TypeTraitExprClass:
    case clang::Stmt::ArrayTypeTraitExprClass:
    case clang::Stmt::ExpressionTraitExprClass:
    case clang::Stmt::CXXNoexceptExprClass:
    case clang::Stmt::SizeOfPackExprClass:
    case clang::Stmt::OffsetOfExprClass:
    case clang::Stmt::ConceptSpecializationExprClass:
    case clang::Stmt::RequiresExprClass:
    case clang::Stmt::FixedPointLiteralClass:
      if (const auto constant = ConstantOf(e)) return builder_.Constant(*constant);
      return builder_.Unknown("constant");
    case clang::Stmt::FloatingLiteralClass:
    case clang::Stmt::ImaginaryLiteralClass:
      return builder_.Unknown("floating-point value");
    case clang::Stmt::CXXNullPtrLiteralExprClass:
    case clang::Stmt::GNUNullExprClass:
      return e->getType()->isIntegerType() ? builder_.Constant(0) : builder_.Emit(Op::kNullPointer);
    case clang::Stmt::StringLiteralClass:
    case clang::Stmt::ObjCStringLiteralClass:
    case clang::Stmt::PredefinedExprClass:
      return SourceText(e);
    case clang::Stmt::SourceLocExprClass:
      return UnknownValue(e->getType(), "source location");
    case clang::Stmt::CXXTypeidExprClass:
      return builder_.Emit(Op::kStringLiteral);  // read-only storage of the program
    case clang::Stmt::ImplicitValueInitExprClass:
    case clang::Stmt::CXXScalarValueInitExprClass:
      if (e->getType()->isRecordType() || e->getType()->isArrayType()) {
        const Register address = DestinationOf(e);
        ZeroInitialize(address, e->getType());
        return address;
      }
      return ZeroOf(e->getType());
    case clang::Stmt::SubstNonTypeTemplateParmExprClass:
      return Value(cast<clang::SubstNonTypeTemplateParmExpr>(e)->getReplacement());
    case clang::Stmt::CXXDefaultArgExprClass:
      evaluated_for_ = e;
      return EvaluateAgain(cast<clang::CXXDefaultArgExpr>(e)->getExpr());
    case clang::Stmt::CXXDefaultInitExprClass:
      evaluated_for_ = e;
      return EvaluateAgain(cast<clang::CXXDefaultInitExpr>(e)->getExpr());
    case clang::Stmt::CXXRewrittenBinaryOperatorClass:
      return Value(cast<clang::CXXRewrittenBinaryOperator>(e)->getSemanticForm());
    case clang::Stmt::OpaqueValueExprClass:
      if (const clang::Expr* source = cast<clang::OpaqueValueExpr>(e)->getSourceExpr()) {
        return Value(source);
      }
      return Unsupported("opaque value", e);
    case clang::Stmt::ConstantExprClass:
    case clang::Stmt::ExprWithCleanupsClass:
      return Value(cast<clang::FullExpr>(e)->getSubExpr());
    case clang::Stmt::CXXBindTemporaryExprClass:
      return Value(cast<clang::CXXBindTemporaryExpr>(e)->getSubExpr());
    case clang::Stmt::MaterializeTemporaryExprClass: {
      const auto* temporary = cast<clang::MaterializeTemporaryExpr>(e);
      const clang::Expr* inner = temporary->getSubExpr();
      const Register value = Value(inner);
      if (inner->getType()->isRecordType() || inner->getType()->isArrayType()) return value;
      const Register cell = NewTemporary(inner->getType(), "(temporary)");
      Store(cell, value, inner->getType());
      return cell;
    }
    case clang::Stmt::CXXThisExprClass:
      return This();
    case clang::Stmt::DeclRefExprClass:
      return Reference(cast<clang::DeclRefExpr>(e));
    case clang::Stmt::MemberExprClass:
      return Member(cast<clang::MemberExpr>(e));
    case clang::Stmt::ArraySubscriptExprClass: {
      const auto* subscript = cast<clang::ArraySubscriptExpr>(e);
      const Register base = Value(subscript->getBase());
      if (subscript->getBase()->getType()->isVectorType()) return Unsupported("vector type", e);
      return builder_.Index(base, Value(subscript->getIdx()), SizeOf(e->getType()));
    }
    case clang::Stmt::UnaryOperatorClass:
      return Unary(cast<clang::UnaryOperator>(e));
    case clang::Stmt::BinaryOperatorClass:
      return Binary(cast<clang::BinaryOperator>(e));
    case clang::Stmt::CompoundAssignOperatorClass:
      return CompoundAssign(cast<clang::CompoundAssignOperator>(e));
    case clang::Stmt::ConditionalOperatorClass: {
      const auto* choice = cast<clang::ConditionalOperator>(e);
      return Conditional(e, choice->getCond(), choice->getTrueExpr(), choice->getFalseExpr());
    }
    case clang::Stmt::BinaryConditionalOperatorClass: {
      const auto* choice = cast<clang::BinaryConditionalOperator>(e);
      return Conditional(e, choice->getCond(), choice->getTrueExpr(), choice->getFalseExpr());
    }
    case clang::Stmt::ImplicitCastExprClass:
    case clang::Stmt::CStyleCastExprClass:
    case clang::Stmt::CXXStaticCastExprClass:
    case clang::Stmt::CXXReinterpretCastExprClass:
    case clang::Stmt::CXXConstCastExprClass:
    case clang::Stmt::CXXFunctionalCastExprClass:
    case clang::Stmt::CXXDynamicCastExprClass:
    case clang::Stmt::BuiltinBitCastExprClass:
      return Cast(cast<clang::CastExpr>(e));
    case clang::Stmt::InitListExprClass: {
      const auto* list = cast<clang::InitListExpr>(e);
      if (list->isTransparent()) return Value(list->getInit(0));
      return InitializerList(
          e, llvm::ArrayRef<const clang::Expr*>(list->getInits(), list->getNumInits()),
          list->getInitializedFieldInUnion(), list->getArrayFiller());
    }
    case clang::Stmt::CXXParenListInitExprClass: {
      const auto* list = cast<clang::CXXParenListInitExpr>(e);
      const auto inits = const_cast<clang::CXXParenListInitExpr*>(list)->getInitExprs();
      return InitializerList(e, llvm::ArrayRef<const clang::Expr*>(inits.data(), inits.size()),
                             list->getInitializedFieldInUnion(), list->getArrayFiller());
    }
    case clang::Stmt::CXXStdInitializerListExprClass: {
      const clang::Expr* array = cast<clang::CXXStdInitializerListExpr>(e)->getSubExpr();
      const Register elements = Value(array);
      const Register address = DestinationOf(e);
      builder_.StorePointer(address, elements);
      std::int64_t count = 0;
      if (const auto* type =
              context_.getAsConstantArrayType(array->getType().getNonReferenceType())) {
        count = static_cast<std::int64_t>(type->getSize().getZExtValue());
      }
      builder_.StoreInteger(builder_.Field(address, 8, 8, "size"), builder_.Constant(count), 8);
      return address;
    }
    case clang::Stmt::CompoundLiteralExprClass: {
      const auto* literal = cast<clang::CompoundLiteralExpr>(e);
      const Register value = Value(literal->getInitializer());
      const clang::QualType type = literal->getType();
      if (type->isRecordType() || type->isArrayType()) return value;
      const Register cell = DestinationOf(e);
      Store(cell, value, type);
      return cell;
    }
    case clang::Stmt::LambdaExprClass:
      return LambdaObject(cast<clang::LambdaExpr>(e));
    case clang::Stmt::CXXConstructExprClass:
    case clang::Stmt::CXXTemporaryObjectExprClass:
      return Construct(cast<clang::CXXConstructExpr>(e));
    case clang::Stmt::CXXInheritedCtorInitExprClass:
      return InheritedConstruct(cast<clang::CXXInheritedCtorInitExpr>(e));
    case clang::Stmt::CXXNewExprClass:
      return New(cast<clang::CXXNewExpr>(e));
    case clang::Stmt::CXXDeleteExprClass:
      return Delete(cast<clang::CXXDeleteExpr>(e));
    case clang::Stmt::CXXPseudoDestructorExprClass:
      return builder_.Constant(0);
    case clang::Stmt::CXXThrowExprClass:
      if (const clang::Expr* operand = cast<clang::CXXThrowExpr>(e)->getSubExpr()) Value(operand);
      return builder_.Emit(Op::kThrow);
    case clang::Stmt::CallExprClass:
    case clang::Stmt::CXXMemberCallExprClass:
    case clang::Stmt::CXXOperatorCallExprClass:
    case clang::Stmt::UserDefinedLiteralClass:
      return Call(cast<clang::CallExpr>(e));
    case clang::Stmt::AtomicExprClass:
      return AtomicBuiltin(cast<clang::AtomicExpr>(e));
    case clang::Stmt::ArrayInitLoopExprClass:
      return ArrayCopy(cast<clang::ArrayInitLoopExpr>(e));
    case clang::Stmt::ArrayInitIndexExprClass:
      if (array_index_ != facts::kNoRegister) return array_index_;
      return builder_.Unknown("index of an array copy");
    case clang::Stmt::StmtExprClass: {
      const auto* block = cast<clang::StmtExpr>(e);
      const auto* last = dyn_cast_or_null<clang::Expr>(block->getSubStmt()->body_back());
      if (e->getType()->isVoidType()) return builder_.Constant(0);
      if (last != nullptr) return Value(last);
      return Unsupported("statement expression", e);
    }
    case clang::Stmt::ChooseExprClass:
      return Value(cast<clang::ChooseExpr>(e)->getChosenSubExpr());
    case clang::Stmt::GenericSelectionExprClass:
      return Value(cast<clang::GenericSelectionExpr>(e)->getResultExpr());
    case clang::Stmt::VAArgExprClass:
      return Unsupported("va_arg", e);
    default:
      return Unsupported(std::string("expression ") + e->getStmtClassName(), e);
  }
}

Register FunctionLowering::This() {
  const auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(function_);
  if (method == nullptr || !method->isInstance()) return builder_.UnknownAddress("this");
  const Register self = builder_.Emit(Op::kParameter);
  if (!method->getParent()->isLambda() || captured_this_ == nullptr) return self;
  const ByteRange range = FieldRange(unit_, captured_this_);
  const Register cell = builder_.Field(self, static_cast<std::int64_t>(range.offset),
                                       static_cast<std::uint32_t>(range.bytes), "this");
  return captured_this_->getType()->isPointerType() ? builder_.LoadPointer(cell) : cell;
}

int FunctionLowering::NewLocal(clang::QualType type, std::string name,
                               clang::SourceLocation location, bool temporary) {
  facts::Local local;
  local.name = std::move(name);
  local.type = unit_.TypeText(type);
  const clang::QualType element =
      type->isArrayType() ? context_.getBaseElementType(type) : type.getNonReferenceType();
  if (!type->isReferenceType()) {
    if (const clang::RecordDecl* record = element->getAsRecordDecl()) {
      local.record = unit_.UseRecord(record);
    }
  }
  local.bytes = SizeOf(type);
  local.position = unit_.PositionOf(location);
  local.is_temporary = temporary;
  return builder_.AddLocal(std::move(local));
}

Register FunctionLowering::NewTemporary(clang::QualType type, const char* name) {
  const int local = NewLocal(type, name, clang::SourceLocation(), true);
  builder_.function().locals[local].position = builder_.position();
  return builder_.LocalAddress(local);
}

Register FunctionLowering::DestinationOf(const clang::Expr* expression) {
  expression = expression->IgnoreParens();
  const auto found = destinations_.find(expression);
  if (found != destinations_.end()) {
    const Destination destination = found->second;
    return destination();
  }
  const int local = NewLocal(expression->getType(), "(temporary)", expression->getExprLoc(), true);
  destinations_[expression] = [this, local] { return builder_.LocalAddress(local); };
  return builder_.LocalAddress(local);
}

// Address of a temporary at its destruction: its place is evaluated again, because the block of the
// construction need not dominate.
Register FunctionLowering::TemporaryAddress(const clang::CXXBindTemporaryExpr* bind) {
  const clang::Expr* inner = bind->getSubExpr()->IgnoreParens();
  while (true) {
    if (const auto* full = dyn_cast<clang::FullExpr>(inner)) {
      inner = full->getSubExpr()->IgnoreParens();
    } else if (const auto* conversion = dyn_cast<clang::CastExpr>(inner);
               conversion != nullptr && destinations_.count(inner) == 0 &&
               conversion->getSubExpr()->isPRValue()) {
      inner = conversion->getSubExpr()->IgnoreParens();
    } else if (const auto* nested = dyn_cast<clang::CXXBindTemporaryExpr>(inner)) {
      inner = nested->getSubExpr()->IgnoreParens();
    } else {
      break;
    }
  }
  return DestinationOf(inner);
}

Register FunctionLowering::LocalCell(const clang::VarDecl* variable) {
  const auto known = locals_.find(variable);
  if (known != locals_.end()) return builder_.LocalAddress(known->second);
  const int local =
      NewLocal(variable->getType(), variable->getNameAsString(), variable->getLocation(), false);
  locals_[variable] = local;
  return builder_.LocalAddress(local);
}

Register FunctionLowering::StaticAddress(const clang::VarDecl* variable) {
  const Op op = variable->getTLSKind() == clang::VarDecl::TLS_None ? Op::kGlobal : Op::kThreadLocal;
  return builder_.Emit(op, {}, unit_.UseVariable(variable));
}

Register FunctionLowering::VariableAddress(const clang::VarDecl* variable, bool captured) {
  const bool reference = variable->getType()->isReferenceType();
  if (variable->hasGlobalStorage()) {
    const Register cell = StaticAddress(variable);
    return reference ? builder_.LoadPointer(cell) : cell;
  }
  if (captured) {
    const auto field = captures_.find(variable);
    if (field != captures_.end()) {
      return FieldAddress(builder_.Emit(Op::kParameter), field->second);
    }
  }
  if (const auto* parameter = dyn_cast<clang::ParmVarDecl>(variable);
      parameter != nullptr && locals_.find(variable) == locals_.end()) {
    if (parameter->getDeclContext() != function_) {
      return builder_.UnknownAddress("parameter of another function");
    }
    const Register value = builder_.Emit(Op::kParameter);
    builder_.At(value).immediate =
        parameter->getFunctionScopeIndex() + (builder_.function().is_method ? 1 : 0);
    if (reference || ReturnsRecord(parameter->getType())) return value;
    const Register cell = LocalCell(variable);
    Store(cell, value, parameter->getType());
    return cell;
  }
  if (captured) return builder_.UnknownAddress("captured variable");
  const Register cell = LocalCell(variable);
  return reference ? builder_.LoadPointer(cell) : cell;
}

Register FunctionLowering::EnumeratorValue(const clang::EnumConstantDecl* constant) {
  const llvm::APSInt& value = constant->getInitVal();
  if (!value.isRepresentableByInt64()) return builder_.Unknown("constant");
  return builder_.Constant(value.getExtValue());
}

Register FunctionLowering::Reference(const clang::DeclRefExpr* expression) {
  const clang::ValueDecl* decl = expression->getDecl();
  if (const auto* constant = dyn_cast<clang::EnumConstantDecl>(decl)) {
    return EnumeratorValue(constant);
  }
  if (const auto* function = dyn_cast<clang::FunctionDecl>(decl)) {
    return builder_.Emit(Op::kFunctionAddress, {}, unit_.UseFunction(function));
  }
  if (const auto* variable = dyn_cast<clang::VarDecl>(decl)) {
    return VariableAddress(variable, expression->refersToEnclosingVariableOrCapture());
  }
  if (const auto* binding = dyn_cast<clang::BindingDecl>(decl)) {
    if (expression->refersToEnclosingVariableOrCapture()) {
      const auto field = captures_.find(binding);
      if (field != captures_.end()) {
        return FieldAddress(builder_.Emit(Op::kParameter), field->second);
      }
    }
    if (const clang::VarDecl* holder = binding->getHoldingVar()) {
      return VariableAddress(holder, false);
    }
    if (binding->getBinding() != nullptr) return EvaluateAgain(binding->getBinding());
  }
  return Unsupported(std::string("reference to a ") + decl->getDeclKindName(), expression);
}

// Address of the field itself, also if it is a reference.
Register FunctionLowering::FieldCell(Register base, const clang::FieldDecl* field) {
  const ByteRange range = FieldRange(unit_, field);
  return builder_.Field(base, static_cast<std::int64_t>(range.offset),
                        static_cast<std::uint32_t>(range.bytes), FieldName(field));
}

Register FunctionLowering::FieldAddress(Register base, const clang::FieldDecl* field) {
  const Register cell = FieldCell(base, field);
  return field->getType()->isReferenceType() ? builder_.LoadPointer(cell) : cell;
}

Register FunctionLowering::Member(const clang::MemberExpr* expression) {
  const clang::ValueDecl* decl = expression->getMemberDecl();
  const Register base = Value(expression->getBase());
  if (const auto* variable = dyn_cast<clang::VarDecl>(decl)) {
    return VariableAddress(variable, false);
  }
  if (const auto* field = dyn_cast<clang::FieldDecl>(decl)) return FieldAddress(base, field);
  if (const auto* constant = dyn_cast<clang::EnumConstantDecl>(decl)) {
    return EnumeratorValue(constant);
  }
  if (const auto* function = dyn_cast<clang::FunctionDecl>(decl)) {
    const auto* method = dyn_cast<clang::CXXMethodDecl>(function);
    if (method != nullptr && method->isStatic()) {
      return builder_.Emit(Op::kFunctionAddress, {}, unit_.UseFunction(function));
    }
    return base;  // the call takes the object from here
  }
  return Unsupported("member access", expression);
}

// Names of variables and functions have no effect: they are lowered where they are used, so that a
// direct call does not look like a use of the function's address.
bool FunctionLowering::IsNameOnly(const clang::Expr* expression) {
  expression = expression->IgnoreParens();
  if (isa<clang::DeclRefExpr>(expression)) return true;
  if (const auto* conversion = dyn_cast<clang::ImplicitCastExpr>(expression)) {
    return conversion->getCastKind() == clang::CK_FunctionToPointerDecay ||
           conversion->getCastKind() == clang::CK_BuiltinFnToFnPtr;
  }
  const auto* member = dyn_cast<clang::MemberExpr>(expression);
  return member != nullptr && isa<clang::CXXMethodDecl>(member->getMemberDecl());
}

// True if the graph has evaluated `expression`, or all that a short-circuit operator consists of.
bool FunctionLowering::IsEvaluated(const clang::Expr* expression) const {
  expression = expression->IgnoreParens();
  if (memo_.count(expression) != 0 || IsNameOnly(expression) ||
      isa<clang::OpaqueValueExpr>(expression->IgnoreParenImpCasts())) {
    return true;
  }
  const auto* binary = dyn_cast<clang::BinaryOperator>(expression);
  return binary != nullptr && binary->isLogicalOp() && IsEvaluated(binary->getLHS());
}

// In the graph both arms were evaluated in their own blocks before; elsewhere (default arguments)
// the branch is made here.
Register FunctionLowering::Conditional(const clang::Expr* expression, const clang::Expr* condition,
                                       const clang::Expr* yes, const clang::Expr* no) {
  const clang::QualType type = expression->getType();
  const bool object = expression->isPRValue() && (type->isRecordType() || type->isArrayType());
  if (!IsEvaluated(yes) && !IsEvaluated(no)) {
    if (const auto constant = ConstantOf(condition)) return Value(*constant != 0 ? yes : no);
    const Register test = Value(condition);
    const int yes_block = builder_.NewBlock();
    const int no_block = builder_.NewBlock();
    const int next = builder_.NewBlock();
    builder_.Branch(test, yes_block, no_block);
    builder_.SetBlock(yes_block);
    Value(yes);
    builder_.Edge(builder_.block(), next);
    builder_.SetBlock(no_block);
    Value(no);
    builder_.GoTo(next);
  }
  if (type->isVoidType()) return builder_.Constant(0);
  if (object) return DestinationOf(expression);
  // An arm that the graph pruned or that throws gives no value.
  if (!IsEvaluated(yes) || yes->getType()->isVoidType()) return Value(no);
  if (!IsEvaluated(no) || no->getType()->isVoidType()) return Value(yes);
  const Register test = Value(condition);
  const Register a = Value(yes);
  const Register b = Value(no);
  return builder_.Emit(Op::kSelect, {test, a, b});
}

Register FunctionLowering::Logical(const clang::BinaryOperator* expression) {
  const bool is_and = expression->getOpcode() == clang::BO_LAnd;
  const clang::Expr* left = expression->getLHS();
  const clang::Expr* right = expression->getRHS();
  const bool in_graph = IsEvaluated(left);
  const Register a = Value(left);
  if (in_graph && !IsEvaluated(right)) return a;  // the graph pruned it: the left side decides
  if (!in_graph) {
    const int more = builder_.NewBlock();
    const int next = builder_.NewBlock();
    if (is_and) {
      builder_.Branch(a, more, next);
    } else {
      builder_.Branch(a, next, more);
    }
    builder_.SetBlock(more);
    Value(right);
    builder_.GoTo(next);
  }
  const Register b = Value(right);
  return is_and ? builder_.Emit(Op::kSelect, {a, b, builder_.Constant(0)})
                : builder_.Emit(Op::kSelect, {a, builder_.Constant(1), b});
}

}  // namespace interlock::lower
