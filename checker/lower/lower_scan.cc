// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// The walk over a body before it is lowered: how variables are used, where records are built, and
// which loops count.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::dyn_cast;
using clang::isa;

namespace {

bool IsUnevaluated(const clang::Stmt* statement) {
  if (const auto* size = dyn_cast<clang::UnaryExprOrTypeTraitExpr>(statement)) {
    return size->isArgumentType() || !size->getArgumentExpr()->getType()->isVariableArrayType();
  }
  if (const auto* type = dyn_cast<clang::CXXTypeidExpr>(statement)) {
    return !type->isPotentiallyEvaluated();
  }
  return isa<clang::CXXNoexceptExpr, clang::RequiresExpr, clang::ConceptSpecializationExpr,
             clang::TypeTraitExpr, clang::OffsetOfExpr, clang::SizeOfPackExpr>(statement);
}

// Lists that build an object in place: their parts need the place before the list is reached.
bool BuildsParts(const clang::Stmt* statement) {
  return isa<clang::ConditionalOperator, clang::InitListExpr, clang::CXXParenListInitExpr,
             clang::LambdaExpr, clang::ArrayInitLoopExpr>(statement);
}

}  // namespace

const clang::VarDecl* FunctionLowering::DirectVariable(const clang::Expr* expression) const {
  const auto* reference = dyn_cast<clang::DeclRefExpr>(expression->IgnoreParens());
  if (reference == nullptr || reference->refersToEnclosingVariableOrCapture()) return nullptr;
  const auto* variable = dyn_cast<clang::VarDecl>(reference->getDecl());
  return variable != nullptr && variable->hasLocalStorage() ? variable : nullptr;
}

void FunctionLowering::Scan(const clang::Stmt* statement) {
  if (statement == nullptr || IsUnevaluated(statement)) return;
  const unsigned first = place_++;
  if (const auto* expression = dyn_cast<clang::Expr>(statement)) {
    if (BuildsParts(expression) && expression->isPRValue() &&
        destinations_.count(expression) == 0 &&
        (expression->getType()->isRecordType() || expression->getType()->isArrayType())) {
      const int local = NewLocal(expression->getType(), "(temporary)", expression->getExprLoc(),
                                 /*temporary=*/true);
      SetDestination(expression, [this, local] { return builder_.LocalAddress(local); });
    }
    if (const auto found = destinations_.find(expression); found != destinations_.end()) {
      const Destination destination = found->second;
      SpreadDestination(expression, destination);
    }
  }
  switch (statement->getStmtClass()) {
    case clang::Stmt::LambdaExprClass:
      ScanLambda(llvm::cast<clang::LambdaExpr>(statement));
      return;
    case clang::Stmt::DeclStmtClass:
      for (const clang::Decl* decl : llvm::cast<clang::DeclStmt>(statement)->decls()) {
        if (const auto* variable = dyn_cast<clang::VarDecl>(decl)) ScanDeclaration(variable);
      }
      return;
    case clang::Stmt::ReturnStmtClass: {
      const clang::Expr* value = llvm::cast<clang::ReturnStmt>(statement)->getRetValue();
      if (value != nullptr && value->isPRValue() && ReturnsRecord(value->getType())) {
        SetDestination(value, [this] { return builder_.Emit(Op::kReturnSlot); });
      }
      break;
    }
    case clang::Stmt::ImplicitCastExprClass: {
      const auto* cast = llvm::cast<clang::ImplicitCastExpr>(statement);
      if (cast->getCastKind() == clang::CK_LValueToRValue && DirectVariable(cast->getSubExpr()) &&
          !cast->getType()->isRecordType()) {
        return;  // a plain read
      }
      break;
    }
    case clang::Stmt::DeclRefExprClass:
      if (const auto* variable = DirectVariable(llvm::cast<clang::Expr>(statement))) {
        uses_[variable].escapes = true;
      }
      return;
    case clang::Stmt::UnaryOperatorClass: {
      const auto* unary = llvm::cast<clang::UnaryOperator>(statement);
      if (!unary->isIncrementDecrementOp()) break;
      if (const auto* variable = DirectVariable(unary->getSubExpr())) {
        uses_[variable].writes.push_back(first);
        return;
      }
      break;
    }
    case clang::Stmt::BinaryOperatorClass:
    case clang::Stmt::CompoundAssignOperatorClass: {
      const auto* binary = llvm::cast<clang::BinaryOperator>(statement);
      if (!binary->isAssignmentOp()) break;
      if (const auto* variable = DirectVariable(binary->getLHS())) {
        uses_[variable].writes.push_back(first);
        Scan(binary->getRHS());
        return;
      }
      break;
    }
    case clang::Stmt::MaterializeTemporaryExprClass: {
      const auto* temporary = llvm::cast<clang::MaterializeTemporaryExpr>(statement);
      const clang::QualType type = temporary->getSubExpr()->getType();
      if (type->isRecordType() || type->isArrayType()) {
        const int local = NewLocal(type, "(temporary)", temporary->getExprLoc(),
                                   /*temporary=*/true);
        SetDestination(temporary->getSubExpr(),
                       [this, local] { return builder_.LocalAddress(local); });
      }
      break;
    }
    case clang::Stmt::CXXNewExprClass: {
      const auto* expression = llvm::cast<clang::CXXNewExpr>(statement);
      const clang::Expr* initializer = expression->getInitializer();
      if (initializer != nullptr &&
          (initializer->getType()->isRecordType() || initializer->getType()->isArrayType())) {
        SetDestination(initializer, [this, expression] { return Allocate(expression); });
      }
      break;
    }
    case clang::Stmt::CompoundLiteralExprClass: {
      const auto* literal = llvm::cast<clang::CompoundLiteralExpr>(statement);
      const int local =
          NewLocal(literal->getType(), "(literal)", literal->getExprLoc(), /*temporary=*/true);
      const Destination destination = [this, local] { return builder_.LocalAddress(local); };
      destinations_[literal] = destination;
      SetDestination(literal->getInitializer(), destination);
      break;
    }
    case clang::Stmt::CallExprClass:
    case clang::Stmt::CXXMemberCallExprClass:
    case clang::Stmt::CXXOperatorCallExprClass:
      // A record passed by value is the callee's own copy.
      for (const clang::Expr* argument : llvm::cast<clang::CallExpr>(statement)->arguments()) {
        const clang::Expr* plain = argument->IgnoreParens();
        const auto* copy = dyn_cast<clang::ImplicitCastExpr>(plain);
        if (copy == nullptr || copy->getCastKind() != clang::CK_LValueToRValue ||
            !copy->getType()->isRecordType()) {
          continue;
        }
        const int local =
            NewLocal(copy->getType(), "(argument)", copy->getExprLoc(), /*temporary=*/true);
        SetDestination(copy, [this, local] { return builder_.LocalAddress(local); });
      }
      break;
    case clang::Stmt::CXXTryStmtClass: {
      const auto* attempt = llvm::cast<clang::CXXTryStmt>(statement);
      const clang::CXXTryStmt* outer = std::exchange(scanned_try_, attempt);
      Scan(attempt->getTryBlock());
      scanned_try_ = outer;
      for (unsigned i = 0; i < attempt->getNumHandlers(); ++i) Scan(attempt->getHandler(i));
      return;
    }
    case clang::Stmt::CXXConstructExprClass:
    case clang::Stmt::CXXTemporaryObjectExprClass:
      if (scanned_try_ != nullptr) {
        try_of_[llvm::cast<clang::Expr>(statement)] = scanned_try_;
      }
      break;
    case clang::Stmt::OpaqueValueExprClass:
      Scan(llvm::cast<clang::OpaqueValueExpr>(statement)->getSourceExpr());
      return;
    case clang::Stmt::CXXRewrittenBinaryOperatorClass:
      Scan(llvm::cast<clang::CXXRewrittenBinaryOperator>(statement)->getSemanticForm());
      return;
    default:
      break;
  }
  if (const auto* range = dyn_cast<clang::CXXForRangeStmt>(statement)) ScanRangeFor(range);
  for (const clang::Stmt* child : statement->children()) Scan(child);
  if (const auto* loop = dyn_cast<clang::ForStmt>(statement)) ScanFor(loop, first, place_);
}

void FunctionLowering::ScanDeclaration(const clang::VarDecl* variable) {
  if (const auto* decomposition = dyn_cast<clang::DecompositionDecl>(variable)) {
    uses_[variable].escapes = true;
    for (const clang::BindingDecl* binding : decomposition->bindings()) {
      if (const clang::VarDecl* holder = binding->getHoldingVar()) ScanDeclaration(holder);
    }
  }
  const clang::Expr* init = variable->getInit();
  if (init == nullptr || variable->getType()->isDependentType()) return;
  const clang::QualType type = variable->getType();
  if (type->isRecordType() || type->isArrayType()) {
    SetDestination(init, [this, variable] { return VariableAddress(variable, false); });
  }
  Scan(init);
}

void FunctionLowering::ScanLambda(const clang::LambdaExpr* lambda) {
  for (const clang::Expr* init : lambda->capture_inits()) Scan(init);
}

void FunctionLowering::SetDestination(const clang::Expr* expression, Destination destination) {
  expression = expression->IgnoreParens();
  if (const auto* full = dyn_cast<clang::FullExpr>(expression)) {
    return SetDestination(full->getSubExpr(), std::move(destination));
  }
  if (const auto* bind = dyn_cast<clang::CXXBindTemporaryExpr>(expression)) {
    return SetDestination(bind->getSubExpr(), std::move(destination));
  }
  if (const auto* cast = dyn_cast<clang::CastExpr>(expression)) {
    switch (cast->getCastKind()) {
      case clang::CK_NoOp:
      case clang::CK_ConstructorConversion:
      case clang::CK_UserDefinedConversion:
        if (cast->getSubExpr()->isPRValue()) {
          return SetDestination(cast->getSubExpr(), std::move(destination));
        }
        break;
      default:
        break;
    }
    destinations_[expression] = std::move(destination);
    return;
  }
  if (const auto* conditional = dyn_cast<clang::ConditionalOperator>(expression)) {
    destinations_[conditional] = destination;
    SetDestination(conditional->getTrueExpr(), destination);
    SetDestination(conditional->getFalseExpr(), destination);
    return;
  }
  if (const auto* binary = dyn_cast<clang::BinaryOperator>(expression);
      binary != nullptr && binary->getOpcode() == clang::BO_Comma) {
    return SetDestination(binary->getRHS(), std::move(destination));
  }
  if (const auto* block = dyn_cast<clang::StmtExpr>(expression)) {
    const auto* last = dyn_cast_or_null<clang::Expr>(block->getSubStmt()->body_back());
    if (last != nullptr) return SetDestination(last, std::move(destination));
  }
  if (const auto* rewritten = dyn_cast<clang::CXXRewrittenBinaryOperator>(expression)) {
    return SetDestination(rewritten->getSemanticForm(), std::move(destination));
  }
  if (const auto* subst = dyn_cast<clang::SubstNonTypeTemplateParmExpr>(expression)) {
    return SetDestination(subst->getReplacement(), std::move(destination));
  }
  destinations_[expression] = std::move(destination);
}

void FunctionLowering::SpreadDestination(const clang::Expr* expression,
                                         const Destination& destination) {
  const clang::QualType type = expression->getType();
  const auto part = [&](const clang::Expr* init, Destination place) {
    if (init->getType()->isRecordType() || init->getType()->isArrayType()) {
      SetDestination(init, std::move(place));
    }
  };
  if (const auto* lambda = dyn_cast<clang::LambdaExpr>(expression)) {
    auto field = lambda->getLambdaClass()->field_begin();
    for (const clang::Expr* init : lambda->capture_inits()) {
      const clang::FieldDecl* target = *field++;
      if (target->getType()->isReferenceType()) continue;
      part(init, [this, destination, target] { return FieldAddress(destination(), target); });
    }
    return;
  }
  if (const auto* loop = dyn_cast<clang::ArrayInitLoopExpr>(expression)) {
    (void)loop;
    return;  // ArrayCopy builds the elements itself
  }
  llvm::ArrayRef<clang::Expr*> inits;
  const clang::FieldDecl* union_field = nullptr;
  if (const auto* list = dyn_cast<clang::InitListExpr>(expression)) {
    if (list->isTransparent()) {
      SetDestination(list->getInit(0), destination);
      return;
    }
    inits = llvm::ArrayRef(const_cast<clang::InitListExpr*>(list)->getInits(), list->getNumInits());
    union_field = list->getInitializedFieldInUnion();
  } else if (const auto* list = dyn_cast<clang::CXXParenListInitExpr>(expression)) {
    inits = const_cast<clang::CXXParenListInitExpr*>(list)->getInitExprs();
    union_field = list->getInitializedFieldInUnion();
  } else {
    return;
  }
  if (const clang::ArrayType* array = context_.getAsArrayType(type)) {
    const std::uint32_t stride = SizeOf(array->getElementType());
    for (std::size_t i = 0; i < inits.size(); ++i) {
      part(inits[i], [this, destination, i, stride] {
        const Register base = destination();
        return builder_.Index(base, builder_.Constant(static_cast<std::int64_t>(i)), stride);
      });
    }
    return;
  }
  const clang::RecordDecl* record = type->getAsRecordDecl();
  if (record == nullptr || record->isInvalidDecl()) return;
  if (record->isUnion()) {
    if (!inits.empty() && union_field != nullptr) {
      part(inits[0],
           [this, destination, union_field] { return FieldAddress(destination(), union_field); });
    }
    return;
  }
  std::size_t next = 0;
  if (const auto* cxx = dyn_cast<clang::CXXRecordDecl>(record)) {
    const clang::ASTRecordLayout& layout = context_.getASTRecordLayout(record);
    for (const clang::CXXBaseSpecifier& base : cxx->bases()) {
      if (next >= inits.size()) return;
      const auto* base_record = base.getType()->getAsCXXRecordDecl();
      const std::int64_t offset = layout.getBaseClassOffset(base_record).getQuantity();
      const std::uint32_t bytes = SizeOf(base.getType());
      part(inits[next++], [this, destination, offset, bytes] {
        return builder_.Field(destination(), offset, bytes, "");
      });
    }
  }
  for (const clang::FieldDecl* field : record->fields()) {
    if (field->isUnnamedBitField()) continue;
    if (next >= inits.size()) return;
    part(inits[next++], [this, destination, field] { return FieldAddress(destination(), field); });
  }
}

// True if evaluating `expression` anywhere between the two places of the walk gives one value:
// constants, and plain locals and parameters that nothing writes there.
bool FunctionLowering::IsUnchangedIn(const clang::Expr* expression, unsigned first,
                                     unsigned last) const {
  expression = expression->IgnoreParenImpCasts();
  if (ConstantOf(expression)) return true;
  if (const auto* variable = DirectVariable(expression)) {
    if (variable->getType()->isReferenceType()) return false;
    const auto use = uses_.find(variable);
    if (use == uses_.end()) return true;
    if (use->second.escapes) return false;
    for (const unsigned place : use->second.writes) {
      if (place >= first && place < last) return false;
    }
    return true;
  }
  if (const auto* binary = dyn_cast<clang::BinaryOperator>(expression)) {
    return binary->isAdditiveOp() || binary->isMultiplicativeOp()
               ? IsUnchangedIn(binary->getLHS(), first, last) &&
                     IsUnchangedIn(binary->getRHS(), first, last)
               : false;
  }
  if (const auto* cast = dyn_cast<clang::CastExpr>(expression)) {
    return IsUnchangedIn(cast->getSubExpr(), first, last);
  }
  return false;
}

}  // namespace interlock::lower
