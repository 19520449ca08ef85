// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/lower/library_reach.h"

#include <set>

#include "checker/lower/library_types.h"

namespace interlock::lower {
namespace {

using clang::dyn_cast;

/// Collects what one body calls, destructors that no text names included.
class CalleeCollector : public clang::RecursiveASTVisitor<CalleeCollector> {
 public:
  CalleeCollector(clang::ASTContext& context, std::vector<const clang::FunctionDecl*>& callees,
                  bool& calls_pointer)
      : context_(context), callees_(callees), calls_pointer_(calls_pointer) {}

  bool shouldVisitImplicitCode() const { return true; }
  // Types and operands that are not evaluated run nothing.
  bool TraverseTypeLoc(clang::TypeLoc) { return true; }
  bool TraverseCXXNoexceptExpr(clang::CXXNoexceptExpr*) { return true; }
  bool TraverseUnaryExprOrTypeTraitExpr(clang::UnaryExprOrTypeTraitExpr*) { return true; }
  bool TraverseRequiresExpr(clang::RequiresExpr*) { return true; }
  bool TraverseConceptSpecializationExpr(clang::ConceptSpecializationExpr*) { return true; }

  bool VisitCallExpr(clang::CallExpr* call) {
    if (const clang::FunctionDecl* callee = call->getDirectCallee()) {
      Add(callee);
    } else if (!llvm::isa<clang::CXXPseudoDestructorExpr>(call->getCallee()->IgnoreParens())) {
      calls_pointer_ = true;
    }
    return true;
  }
  bool VisitCXXConstructExpr(clang::CXXConstructExpr* construct) {
    Add(construct->getConstructor());
    return true;
  }
  bool VisitCXXInheritedCtorInitExpr(clang::CXXInheritedCtorInitExpr* construct) {
    Add(construct->getConstructor());
    return true;
  }
  bool VisitCXXBindTemporaryExpr(clang::CXXBindTemporaryExpr* bind) {
    Add(bind->getTemporary()->getDestructor());
    return true;
  }
  bool VisitVarDecl(clang::VarDecl* variable) {
    if (!variable->getType()->isReferenceType()) AddEndOf(variable->getType());
    return true;
  }
  bool VisitCXXNewExpr(clang::CXXNewExpr* expression) {
    Add(expression->getOperatorNew());
    Add(expression->getOperatorDelete());
    return true;
  }
  bool VisitCXXDeleteExpr(clang::CXXDeleteExpr* expression) {
    Add(expression->getOperatorDelete());
    if (!expression->getDestroyedType().isNull()) AddEndOf(expression->getDestroyedType());
    return true;
  }

  void AddEndOf(clang::QualType type) {
    const auto* record = context_.getBaseElementType(type)->getAsCXXRecordDecl();
    if (record != nullptr && record->hasDefinition() && !record->hasTrivialDestructor()) {
      Add(record->getDefinition()->getDestructor());
    }
  }

 private:
  void Add(const clang::FunctionDecl* callee) {
    if (callee != nullptr) callees_.push_back(callee);
  }

  clang::ASTContext& context_;
  std::vector<const clang::FunctionDecl*>& callees_;
  bool& calls_pointer_;
};

/// Callables that an object holds are stored, copied and called by rows of the tables.
bool HoldsCallable(const clang::CXXRecordDecl* record) {
  switch (LibraryClassOf(record)) {
    case LibraryClass::kFunction:
    case LibraryClass::kThread:
    case LibraryClass::kJoiningThread:
    case LibraryClass::kFuture:
    case LibraryClass::kPromise:
    case LibraryClass::kCondition:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool IsWrittenByCompiler(const clang::FunctionDecl* function) {
  const auto* method = dyn_cast<clang::CXXMethodDecl>(function);
  return method != nullptr && !method->isUserProvided() && method->isDefaulted();
}

const LibraryReach::Body& LibraryReach::BodyOf(const clang::FunctionDecl* definition) {
  const auto [entry, fresh] = bodies_.try_emplace(definition);
  Body& body = entry->second;
  if (!fresh) return body;
  CalleeCollector collector(unit_.context(), body.callees, body.calls_pointer);
  if (const auto* constructor = dyn_cast<clang::CXXConstructorDecl>(definition)) {
    for (const clang::CXXCtorInitializer* init : constructor->inits()) {
      collector.TraverseStmt(init->getInit());
    }
  }
  if (const auto* destructor = dyn_cast<clang::CXXDestructorDecl>(definition)) {
    const clang::CXXRecordDecl* record = destructor->getParent();
    for (const clang::FieldDecl* field : record->fields()) collector.AddEndOf(field->getType());
    for (const clang::CXXBaseSpecifier& base : record->bases()) collector.AddEndOf(base.getType());
  }
  collector.TraverseStmt(definition->getBody());
  return body;
}

const LibraryReach::Reach& LibraryReach::From(const clang::FunctionDecl* callee) {
  const clang::FunctionDecl* root = callee->getCanonicalDecl();
  const auto [entry, fresh] = reach_.try_emplace(root);
  Reach& reach = entry->second;
  if (!fresh) return reach;
  std::set<const clang::FunctionDecl*> seen{root};
  std::vector<const clang::FunctionDecl*> open{root};
  while (!open.empty()) {
    const clang::FunctionDecl* function = open.back();
    open.pop_back();
    const clang::FunctionDecl* definition = nullptr;
    const bool has_body = function->hasBody(definition) && definition != nullptr;
    const clang::FunctionDecl* known = has_body ? definition : function;
    if (function != root && unit_.IsOurs(known)) {
      if (!known->isTrivial() && !known->isConsteval()) reach.functions.push_back(known);
      continue;
    }
    const auto* method = dyn_cast<clang::CXXMethodDecl>(known);
    if (method != nullptr && function != root && HoldsCallable(method->getParent())) {
      reach.calls_pointer |= method->getOverloadedOperator() == clang::OO_Call;
      continue;
    }
    if (!has_body) continue;
    const Body& body = BodyOf(definition);
    reach.calls_pointer |= body.calls_pointer;
    for (const clang::FunctionDecl* next : body.callees) {
      next = next->getCanonicalDecl();
      if (seen.insert(next).second) open.push_back(next);
    }
  }
  return reach;
}

}  // namespace interlock::lower
