// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// From Clang's control-flow graph to blocks and edges.
#include "checker/lower/claims.h"
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::dyn_cast;
using clang::isa;
using facts::EdgeKind;

namespace {

clang::CFG::BuildOptions GraphOptions(bool exceptions) {
  clang::CFG::BuildOptions options;
  options.PruneTriviallyFalseEdges = true;
  options.AddEHEdges = exceptions;
  options.AddInitializers = true;
  options.AddImplicitDtors = true;
  options.AddTemporaryDtors = true;
  options.AddCXXNewAllocator = true;
  options.AddCXXDefaultInitExprInCtors = true;
  options.AddStaticInitBranches = true;
  options.AddVirtualBaseBranches = true;
  options.setAllAlwaysAdd();
  return options;
}

std::vector<const clang::CFGBlock*> ReversePostorder(const clang::CFGBlock& entry) {
  std::vector<const clang::CFGBlock*> order;
  llvm::DenseSet<const clang::CFGBlock*> seen;
  struct Frame {
    const clang::CFGBlock* block;
    std::vector<const clang::CFGBlock*> targets;
    std::size_t next = 0;
  };
  std::vector<Frame> stack;
  stack.push_back({&entry, Targets(entry)});
  seen.insert(&entry);
  while (!stack.empty()) {
    Frame& frame = stack.back();
    if (frame.next < frame.targets.size()) {
      const clang::CFGBlock* target = frame.targets[frame.next++];
      if (seen.insert(target).second) stack.push_back({target, Targets(*target)});
    } else {
      order.push_back(frame.block);
      stack.pop_back();
    }
  }
  std::reverse(order.begin(), order.end());
  return order;
}

void CollectOverrides(UnitLowering& unit, const clang::CXXMethodDecl* method,
                      std::set<std::string>& overrides) {
  for (const clang::CXXMethodDecl* overridden : method->overridden_methods()) {
    if (overrides.insert(unit.UseFunction(overridden)).second) {
      CollectOverrides(unit, overridden, overrides);
    }
  }
}

// The first co_await, co_yield or co_return that the program wrote in `body`.
const clang::Stmt* CoroutineKeyword(const clang::CoroutineBodyStmt* body) {
  std::vector<const clang::Stmt*> open{body->getBody()};
  while (!open.empty()) {
    const clang::Stmt* statement = open.back();
    open.pop_back();
    if (statement == nullptr || isa<clang::LambdaExpr>(statement)) continue;
    if (isa<clang::CoreturnStmt, clang::CoawaitExpr, clang::CoyieldExpr>(statement)) {
      return statement;
    }
    const std::vector<const clang::Stmt*> children(statement->child_begin(),
                                                   statement->child_end());
    open.insert(open.end(), children.rbegin(), children.rend());
  }
  return nullptr;
}

}  // namespace

bool IsNoexcept(const clang::FunctionDecl* function, const clang::ASTContext& context) {
  if (!context.getLangOpts().CXXExceptions) return true;
  const auto* type = function->getType()->getAs<clang::FunctionProtoType>();
  if (type == nullptr) return false;
  if (clang::isUnresolvedExceptionSpec(type->getExceptionSpecType())) {
    return isa<clang::CXXDestructorDecl>(function);
  }
  return type->isNothrow() || function->hasAttr<clang::NoThrowAttr>();
}

bool IsInitializedAtRunTime(const clang::VarDecl* variable, const clang::ASTContext& context) {
  return context.getLangOpts().CPlusPlus && variable->hasInit() &&
         !variable->getInit()->isValueDependent() && !variable->hasConstantInitialization();
}

FunctionLowering::FunctionLowering(UnitLowering& unit, facts::Function& function)
    : unit_(unit), context_(unit.context()), builder_(function) {}

void FunctionLowering::DescribeFunction(const clang::FunctionDecl* function) {
  facts::Function& fact = builder_.function();
  fact.usr = unit_.UseFunction(function);
  fact.key = unit_.KeyOf(function);
  fact.name = unit_.NameOf(function);
  fact.position = unit_.PositionOf(function->getLocation());
  fact.is_noexcept = IsNoexcept(function, context_);
  fact.is_external = function->isExternallyVisible();
  fact.replaces_library = fact.is_external && BearsLibraryName(function);
  fact.in_header = !unit_.sources().isWrittenInMainFile(
      unit_.sources().getExpansionLoc(function->getLocation()));
  fact.is_variadic = function->isVariadic();
  fact.returns_record = ReturnsRecord(function->getReturnType());
  return_type_ = function->getReturnType();
  fact.claims = ClaimsOf(unit_, function);
  if (const auto* method = dyn_cast<clang::CXXMethodDecl>(function)) {
    fact.record = unit_.UseRecord(method->getParent());
    fact.is_method = method->isInstance();
    fact.is_virtual = method->isVirtual();
    fact.is_constructor = isa<clang::CXXConstructorDecl>(method);
    fact.is_destructor = isa<clang::CXXDestructorDecl>(method);
    if (method->getParent()->isLambda()) fact.is_external = false;
    if (method->getOverloadedOperator() == clang::OO_Call) fact.call_operator_of = fact.record;
    std::set<std::string> overrides;
    CollectOverrides(unit_, method, overrides);
    fact.overrides.assign(overrides.begin(), overrides.end());
    if (fact.is_method) {
      facts::Parameter self;
      self.name = "this";
      self.type = unit_.TypeText(context_.getRecordType(method->getParent())) + " *";
      self.record = fact.record;
      self.is_pointer = true;
      fact.parameters.push_back(std::move(self));
    }
  }
  for (const clang::ParmVarDecl* parameter : function->parameters()) {
    facts::Parameter entry;
    const clang::QualType type = parameter->getType();
    entry.name = parameter->getNameAsString();
    entry.type = unit_.TypeText(type);
    entry.record = unit_.UseRecordOf(type);
    entry.is_pointer = type->isAnyPointerType() || type->isReferenceType();
    entry.is_record = ReturnsRecord(type);
    const std::vector<facts::Claim> claims =
        ClaimsOf(unit_, parameter, static_cast<int>(fact.parameters.size()));
    fact.claims.insert(fact.claims.end(), claims.begin(), claims.end());
    fact.parameters.push_back(std::move(entry));
  }
}

void FunctionLowering::Lower(const clang::FunctionDecl* function) {
  function_ = function;
  DescribeFunction(function);
  builder_.SetPosition(builder_.function().position);
  builder_.SetBlock(0);
  const auto* method = dyn_cast<clang::CXXMethodDecl>(function);
  if (method != nullptr && method->isLambdaStaticInvoker()) return LowerLambdaInvoker(method);
  if (method != nullptr && method->getParent()->isLambda()) {
    method->getParent()->getCaptureFields(captures_, captured_this_);
  }
  clang::Stmt* body = function->getBody();
  if (isa<clang::CoroutineBodyStmt>(body)) {
    // What makes it a coroutine is a keyword in its body: that is the place to name.
    if (const clang::Stmt* keyword = CoroutineKeyword(llvm::cast<clang::CoroutineBodyStmt>(body))) {
      builder_.SetPosition(unit_.PositionOf(keyword->getBeginLoc()));
    }
    Unsupported("coroutine");
    builder_.Emit(Op::kReturn);
    builder_.Edge(builder_.block(), 1);
    return;
  }
  if (const auto* constructor = dyn_cast<clang::CXXConstructorDecl>(function)) {
    for (const clang::CXXCtorInitializer* init : constructor->inits()) {
      const clang::Expr* value = init->getInit();
      if (value == nullptr) continue;
      if (const auto* def = dyn_cast<clang::CXXDefaultInitExpr>(value)) value = def->getExpr();
      if (value->getType()->isRecordType() || value->getType()->isArrayType()) {
        SetDestination(value, [this, init] { return InitializerTarget(init); });
      }
      Scan(value);
    }
  }
  Scan(body);
  StoreParameters(function);
  if (function->hasAttr<clang::WeakAttr>()) {  // called through a pointer or from another unit
    std::vector<Register> given;
    for (std::size_t i = 0; i < builder_.function().parameters.size(); ++i) {
      given.push_back(builder_.Emit(Op::kParameter));
      builder_.At(given.back()).immediate = static_cast<std::int64_t>(i);
    }
    builder_.Emit(Op::kOpaque, std::move(given), builder_.function().name + " (weak)");
  }
  if (method != nullptr &&
      (method->isCopyAssignmentOperator() || method->isMoveAssignmentOperator()) &&
      method->isTrivial()) {
    const Register self = This();
    CopyObject(self, builder_.Emit(Op::kParameter), context_.getRecordType(method->getParent()));
  }
  LowerGraph(function, body, 1);
  FinishLoops();
}

void FunctionLowering::StoreParameters(const clang::FunctionDecl* function) {
  int index = builder_.function().is_method ? 1 : 0;
  for (const clang::ParmVarDecl* parameter : function->parameters()) {
    const int at = index++;
    const clang::QualType type = parameter->getType();
    if (type->isReferenceType() || ReturnsRecord(type)) continue;
    const auto use = uses_.find(parameter);
    if (use == uses_.end() || (!use->second.escapes && use->second.writes.empty())) continue;
    const int local = NewLocal(type, parameter->getNameAsString(), parameter->getLocation(), false);
    locals_[parameter] = local;
    const Register value = builder_.Emit(Op::kParameter);
    builder_.At(value).immediate = at;
    Store(builder_.LocalAddress(local), value, type);
  }
}

// The function behind a lambda that was converted to a function pointer: Clang gives it no body.
void FunctionLowering::LowerLambdaInvoker(const clang::CXXMethodDecl* invoker) {
  const clang::CXXRecordDecl* closure = invoker->getParent();
  const clang::CXXMethodDecl* target = closure->getLambdaCallOperator();
  if (const clang::FunctionTemplateDecl* pattern = closure->getDependentLambdaCallOperator()) {
    void* position = nullptr;
    const auto args = invoker->getTemplateSpecializationArgs()->asArray();
    target = llvm::cast_or_null<clang::CXXMethodDecl>(
        const_cast<clang::FunctionTemplateDecl*>(pattern)->findSpecialization(args, position));
  }
  if (target == nullptr) {
    Unsupported("conversion of a generic lambda to a function pointer");
  } else {
    const int local =
        NewLocal(context_.getRecordType(closure), "(closure)", closure->getLocation(), true);
    std::vector<Register> args{builder_.LocalAddress(local)};
    for (std::size_t i = 0; i < invoker->param_size(); ++i) {
      args.push_back(builder_.Emit(Op::kParameter));
      builder_.At(args.back()).immediate = static_cast<std::int64_t>(i);
    }
    if (ReturnsRecord(return_type_)) args.push_back(builder_.Emit(Op::kReturnSlot));
    const Register result = builder_.Emit(Op::kCall, args, unit_.UseFunction(target));
    const bool value = !return_type_->isVoidType() && !ReturnsRecord(return_type_);
    return_value_ = value ? result : facts::kNoRegister;
  }
  EmitReturn();
  builder_.Edge(builder_.block(), 1);
}

void FunctionLowering::LowerInitializers(const std::vector<const clang::VarDecl*>& variables) {
  builder_.SetBlock(0);
  for (const clang::VarDecl* variable : variables) {
    builder_.SetPosition(unit_.PositionOf(variable->getLocation()));
    clang::Expr* init = const_cast<clang::Expr*>(variable->getInit());
    if (init->isValueDependent() || init->containsErrors()) continue;
    memo_.clear();
    destinations_.clear();
    const clang::QualType type = variable->getType();
    if (const auto constant = ConstantOf(init); constant && type->isIntegralOrEnumerationType()) {
      Store(StaticAddress(variable), builder_.Constant(*constant), type);
      continue;
    }
    ScanDeclaration(variable);
    const int next = builder_.NewBlock();
    LowerGraph(variable, init, next);
    builder_.SetBlock(next);
    const Register value = Value(init);
    if (type->isReferenceType()) {
      builder_.StorePointer(StaticAddress(variable), value);
    } else if (!type->isRecordType() && !type->isArrayType()) {
      Store(StaticAddress(variable), value, type);
    }
  }
  builder_.Emit(Op::kReturn);
  builder_.Edge(builder_.block(), 1);
  FinishLoops();
}

int FunctionLowering::BlockOf(const clang::CFGBlock* block) {
  const auto known = block_of_.find(block);
  if (known != block_of_.end()) return known->second;
  const int made = builder_.NewBlock();
  block_of_[block] = made;
  return made;
}

bool FunctionLowering::LowerGraph(const clang::Decl* owner, clang::Stmt* body, int exit_block) {
  const std::unique_ptr<clang::CFG> graph =
      clang::CFG::buildCFG(owner, body, &context_,
                           GraphOptions(context_.getLangOpts().CXXExceptions && exit_block == 1));
  if (graph == nullptr) {
    Unsupported("control-flow graph that Clang cannot build");
    if (exit_block == 1) builder_.Emit(Op::kReturn);
    builder_.Edge(builder_.block(), exit_block);
    return false;
  }
  block_of_.clear();
  once_passed_.clear();
  once_begin_.clear();
  block_of_[&graph->getEntry()] = builder_.block();
  block_of_[&graph->getExit()] = exit_block;
  exit_ = &graph->getExit();
  has_exception_edges_ = exit_block == 1;
  // The blocks that choose a handler. Those that no call reaches come last; they are entered by
  // constructors, which the graph does not know to throw.
  std::vector<const clang::CFGBlock*> order = ReversePostorder(graph->getEntry());
  llvm::DenseSet<const clang::CFGBlock*> ordered(order.begin(), order.end());
  dispatch_of_.clear();
  for (const clang::CFGBlock* block : *graph) {
    const auto* statement = dyn_cast_or_null<clang::CXXTryStmt>(block->getTerminatorStmt());
    if (statement == nullptr) continue;
    dispatch_of_[statement] = block;
    if (ordered.count(block) != 0) continue;
    for (const clang::CFGBlock* more : ReversePostorder(*block)) {
      if (ordered.insert(more).second) order.push_back(more);
    }
  }
  for (const clang::CFGBlock* block : order) {
    if (block == exit_) continue;
    builder_.SetBlock(BlockOf(block));
    current_ = block;
    return_seen_ = false;
    return_value_ = facts::kNoRegister;
    if (const auto once = once_passed_.find(block); once != once_passed_.end()) {
      for (const std::string& guard : once->second) {
        builder_.Emit(Op::kOncePassed, {builder_.Emit(Op::kGlobal, {}, guard)});
      }
    }
    if (const auto once = once_begin_.find(block); once != once_begin_.end()) {
      builder_.Emit(Op::kOnceBegin, {builder_.Emit(Op::kGlobal, {}, once->second)});
    }
    if (const auto* handler = dyn_cast_or_null<clang::CXXCatchStmt>(block->getLabel())) {
      LowerCaughtObject(handler);
    }
    for (const clang::CFGElement& element : *block) LowerElement(element);
    LinkSuccessors(*block, exit_block);
  }
  current_ = nullptr;
  return true;
}

// What a handler catches may be any object of the program.
void FunctionLowering::LowerCaughtObject(const clang::CXXCatchStmt* handler) {
  const clang::VarDecl* variable = handler->getExceptionDecl();
  if (variable == nullptr) return;
  builder_.SetPosition(unit_.PositionOf(variable->getLocation()));
  const clang::QualType type = variable->getType();
  const Register cell = LocalCell(variable);
  if (type->isReferenceType()) {
    builder_.StorePointer(cell, builder_.UnknownAddress("exception object"));
  } else if (type->isRecordType()) {
    builder_.Write(cell, SizeOf(type));
    if (HoldsPointers(type)) builder_.Emit(Op::kOpaque, {cell}, "exception object");
  } else {
    Store(cell, UnknownValue(type, "exception object"), type);
  }
}

void FunctionLowering::LowerElement(const clang::CFGElement& element) {
  if (const auto statement = element.getAs<clang::CFGStmt>()) {
    const clang::Stmt* s = statement->getStmt();
    builder_.SetPosition(unit_.PositionOf(s->getBeginLoc()));
    return LowerStatement(s);
  }
  if (const auto initializer = element.getAs<clang::CFGInitializer>()) {
    return LowerInitializer(initializer->getInitializer());
  }
  if (const auto allocator = element.getAs<clang::CFGNewAllocator>()) {
    builder_.SetPosition(unit_.PositionOf(allocator->getAllocatorExpr()->getBeginLoc()));
    Allocate(allocator->getAllocatorExpr());
    return;
  }
  const bool implicit = builder_.SetImplicit(true);
  if (const auto destructor = element.getAs<clang::CFGAutomaticObjDtor>()) {
    builder_.SetPosition(unit_.PositionOf(destructor->getTriggerStmt()->getEndLoc()));
    const clang::VarDecl* variable = destructor->getVarDecl();
    clang::QualType type = variable->getType();
    if (type->isReferenceType()) type = type->getPointeeType();  // lifetime-extended temporary
    DestroyAt(VariableAddress(variable, false), type);
  } else if (const auto temporary = element.getAs<clang::CFGTemporaryDtor>()) {
    const clang::CXXBindTemporaryExpr* bind = temporary->getBindTemporaryExpr();
    builder_.SetPosition(unit_.PositionOf(bind->getEndLoc()));
    DestroyAt(TemporaryAddress(bind), bind->getType());
  } else if (const auto member = element.getAs<clang::CFGMemberDtor>()) {
    const clang::FieldDecl* field = member->getFieldDecl();
    DestroyAt(FieldAddress(This(), field), field->getType());
  } else if (const auto base = element.getAs<clang::CFGBaseDtor>()) {
    const clang::CXXBaseSpecifier* specifier = base->getBaseSpecifier();
    const auto* record = specifier->getType()->getAsCXXRecordDecl();
    const auto* derived = llvm::cast<clang::CXXMethodDecl>(function_)->getParent();
    const clang::ASTRecordLayout& layout = context_.getASTRecordLayout(derived);
    const clang::CharUnits offset = specifier->isVirtual() ? layout.getVBaseClassOffset(record)
                                                           : layout.getBaseClassOffset(record);
    DestroyAt(builder_.Field(This(), offset.getQuantity(), SizeOf(specifier->getType()), ""),
              specifier->getType());
  } else if (const auto cleanup = element.getAs<clang::CFGCleanupFunction>()) {
    CallOurs(cleanup->getFunctionDecl(), {VariableAddress(cleanup->getVarDecl(), false)},
             cleanup->getFunctionDecl()->getReturnType(), nullptr, false);
  }
  builder_.SetImplicit(implicit);
}

void FunctionLowering::LowerStatement(const clang::Stmt* statement) {
  if (const auto* expression = dyn_cast<clang::Expr>(statement)) {
    if (!IsNameOnly(expression) && skipped_.count(expression) == 0) Value(expression);
    return;
  }
  switch (statement->getStmtClass()) {
    case clang::Stmt::DeclStmtClass:
      for (const clang::Decl* decl : llvm::cast<clang::DeclStmt>(statement)->decls()) {
        if (const auto* variable = dyn_cast<clang::VarDecl>(decl)) {
          LowerDeclaration(variable, llvm::cast<clang::DeclStmt>(statement));
        }
      }
      return;
    case clang::Stmt::ReturnStmtClass:
      return LowerReturn(llvm::cast<clang::ReturnStmt>(statement));
    case clang::Stmt::GCCAsmStmtClass: {
      const auto* text = llvm::cast<clang::GCCAsmStmt>(statement);
      if (text->getAsmString()->getString().empty() && text->getNumOutputs() == 0 &&
          text->getNumInputs() == 0) {
        return;  // a compiler barrier
      }
      Unsupported("inline assembly (asm)");
      return;
    }
    case clang::Stmt::MSAsmStmtClass:
      Unsupported("inline assembly (__asm)");
      return;
    case clang::Stmt::CXXCatchStmtClass:
    case clang::Stmt::CXXForRangeStmtClass:
    case clang::Stmt::NullStmtClass:
    case clang::Stmt::AttributedStmtClass:
    case clang::Stmt::LabelStmtClass:
    case clang::Stmt::GotoStmtClass:
      return;
    case clang::Stmt::IndirectGotoStmtClass:
      Unsupported("computed goto");
      return;
    case clang::Stmt::CoreturnStmtClass:
    case clang::Stmt::CoroutineBodyStmtClass:
      Unsupported("coroutine");
      return;
    default:
      Unsupported(std::string("statement ") + statement->getStmtClassName());
      return;
  }
}

void FunctionLowering::LowerDeclaration(const clang::VarDecl* variable,
                                        const clang::DeclStmt* statement) {
  (void)statement;
  builder_.SetPosition(unit_.PositionOf(variable->getLocation()));
  const clang::QualType type = variable->getType();
  const clang::Expr* init = variable->getInit();
  if (variable->hasGlobalStorage()) {
    if (!variable->isStaticLocal()) return;
    if (IsInitializedAtRunTime(variable, context_) && init != nullptr) {
      const Register value = Value(init);
      const Register address = StaticAddress(variable);
      if (type->isReferenceType()) {
        builder_.StorePointer(address, value);
      } else if (!type->isRecordType() && !type->isArrayType()) {
        Store(address, value, type);
      }
      const std::string guard = unit_.UseSynthetic(variable, "@guard");
      builder_.Emit(Op::kOnceEnd, {builder_.Emit(Op::kGlobal, {}, guard)});
    }
    return;
  }
  if (type->isVariablyModifiedType() && type->isArrayType()) {
    if (const auto* array = context_.getAsVariableArrayType(type)) {
      if (array->getSizeExpr() != nullptr) Value(array->getSizeExpr());
    }
  }
  if (LowerRangeDeclaration(variable)) return;
  if (init == nullptr) {
    if (locals_.find(variable) == locals_.end()) {
      locals_[variable] =
          NewLocal(type, variable->getNameAsString(), variable->getLocation(), false);
    }
    return;
  }
  const Register value = Value(init);
  if (type->isReferenceType()) {
    builder_.StorePointer(LocalCell(variable), value);
  } else if (!type->isRecordType() && !type->isArrayType()) {
    Store(LocalCell(variable), value, type);
  } else {
    LocalCell(variable);  // the initialiser has built the object there
  }
}

void FunctionLowering::LowerInitializer(const clang::CXXCtorInitializer* initializer) {
  builder_.SetPosition(unit_.PositionOf(initializer->getSourceLocation()));
  const clang::Expr* init = initializer->getInit();
  if (init == nullptr) return;
  if (const auto* def = dyn_cast<clang::CXXDefaultInitExpr>(init)) init = def->getExpr();
  const bool implicit = builder_.SetImplicit(!initializer->isWritten());
  const Register value = Value(init);
  if (initializer->isAnyMemberInitializer()) {
    const clang::FieldDecl* field = initializer->getAnyMember();
    const clang::QualType type = field->getType();
    if (type->isReferenceType()) {
      builder_.StorePointer(InitializerTarget(initializer), value);
    } else if (field->isBitField()) {
      const Register address = InitializerTarget(initializer);
      builder_.Write(address, builder_.At(address).bytes);
    } else if (!type->isRecordType() && !type->isArrayType()) {
      Store(InitializerTarget(initializer), value, type);
    }
  }
  builder_.SetImplicit(implicit);
}

FunctionLowering::Register FunctionLowering::InitializerTarget(
    const clang::CXXCtorInitializer* initializer) {
  const Register self = This();
  if (initializer->isDelegatingInitializer()) return self;
  if (initializer->isBaseInitializer()) {
    const auto* derived = llvm::cast<clang::CXXConstructorDecl>(function_)->getParent();
    const clang::ASTRecordLayout& layout = context_.getASTRecordLayout(derived);
    const clang::QualType base(initializer->getBaseClass(), 0);
    const auto* record = base->getAsCXXRecordDecl();
    const clang::CharUnits offset = initializer->isBaseVirtual()
                                        ? layout.getVBaseClassOffset(record)
                                        : layout.getBaseClassOffset(record);
    return builder_.Field(self, offset.getQuantity(), SizeOf(base), "");
  }
  if (const clang::IndirectFieldDecl* indirect = initializer->getIndirectMember()) {
    Register address = self;
    for (const clang::NamedDecl* part : indirect->chain()) {
      address = FieldCell(address, llvm::cast<clang::FieldDecl>(part));
    }
    return address;
  }
  return FieldCell(self, initializer->getMember());
}

void FunctionLowering::LowerReturn(const clang::ReturnStmt* statement) {
  const clang::Expr* expression = statement->getRetValue();
  Register value = facts::kNoRegister;
  if (expression != nullptr) {
    value = Value(expression);
    if (return_type_->isVoidType() || ReturnsRecord(return_type_)) value = facts::kNoRegister;
  }
  return_seen_ = true;
  return_value_ = value;
  if (value == facts::kNoRegister) return;
  for (const clang::CFGBlock* target : Targets(*current_)) {
    if (target == exit_) return;
  }
  if (return_local_ < 0) {
    return_local_ = NewLocal(return_type_, "(return value)", statement->getReturnLoc(), true);
  }
  const Register cell = builder_.LocalAddress(return_local_);
  if (return_type_->isReferenceType()) {
    builder_.StorePointer(cell, value);
  } else {
    Store(cell, value, return_type_);
  }
}

void FunctionLowering::EmitReturn() {
  if (return_value_ == facts::kNoRegister && !return_seen_ && return_local_ >= 0) {
    const Register cell = builder_.LocalAddress(return_local_);
    return_value_ =
        return_type_->isReferenceType() ? builder_.LoadPointer(cell) : Load(cell, return_type_);
  }
  if (return_value_ == facts::kNoRegister) {
    builder_.Emit(Op::kReturn);
  } else {
    builder_.Emit(Op::kReturn, {return_value_});
  }
}

}  // namespace interlock::lower
