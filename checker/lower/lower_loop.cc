// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Counted loops, range-for over arrays and containers, and loops that join every handle.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::cast;
using clang::dyn_cast;
using clang::isa;
using Register = facts::Register;

namespace {

// True if the statement can leave the loop that it is the body of, or skip a part of it.
class JumpFinder : public clang::RecursiveASTVisitor<JumpFinder> {
 public:
  bool found = false;
  bool TraverseLambdaExpr(clang::LambdaExpr*) { return true; }
  bool VisitStmt(clang::Stmt* s) {
    if (isa<clang::BreakStmt, clang::ContinueStmt, clang::ReturnStmt, clang::GotoStmt,
            clang::CXXThrowExpr, clang::CXXTryStmt, clang::IndirectGotoStmt>(s)) {
      found = true;
    }
    return !found;
  }
};

// What a body of a joining loop must not do: call code of the project, or name the handles twice.
class UseCounter : public clang::RecursiveASTVisitor<UseCounter> {
 public:
  UseCounter(const clang::ValueDecl* decl, const UnitLowering& unit) : decl_(decl), unit_(unit) {}
  int uses = 0;
  bool calls_ours = false;
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) {
    if (e->getDecl() == decl_) ++uses;
    return true;
  }
  bool VisitMemberExpr(clang::MemberExpr* e) {
    if (e->getMemberDecl() == decl_) ++uses;
    return true;
  }
  bool VisitCallExpr(clang::CallExpr* e) {
    const clang::FunctionDecl* callee = e->getDirectCallee();
    if (callee == nullptr || (unit_.IsOurs(callee) && callee->hasBody())) calls_ours = true;
    return true;
  }
  bool VisitCXXConstructExpr(clang::CXXConstructExpr* e) {
    if (unit_.IsOurs(e->getConstructor())) calls_ours = true;
    return true;
  }

 private:
  const clang::ValueDecl* decl_;
  const UnitLowering& unit_;
};

const clang::ValueDecl* NamedBy(const clang::Expr* e) {
  e = e->IgnoreParenImpCasts();
  if (const auto* reference = dyn_cast<clang::DeclRefExpr>(e)) return reference->getDecl();
  if (const auto* member = dyn_cast<clang::MemberExpr>(e)) return member->getMemberDecl();
  return nullptr;
}

const clang::Expr* Plain(const clang::Expr* e) {
  while (true) {
    e = e->IgnoreParenImpCasts();
    if (const auto* full = dyn_cast<clang::FullExpr>(e)) {
      e = full->getSubExpr();
    } else {
      return e;
    }
  }
}

}  // namespace

void FunctionLowering::ScanFor(const clang::ForStmt* statement, unsigned first, unsigned last) {
  const auto* condition = llvm::dyn_cast_or_null<clang::BinaryOperator>(
      statement->getCond() == nullptr ? nullptr : statement->getCond()->IgnoreParenImpCasts());
  const clang::Expr* increment = statement->getInc();
  if (condition == nullptr || increment == nullptr || statement->getInit() == nullptr) return;
  increment = increment->IgnoreParenImpCasts();
  PendingLoop loop;
  loop.statement = statement;
  loop.first_place = first;
  loop.last_place = last;
  // increment
  if (const auto* unary = dyn_cast<clang::UnaryOperator>(increment);
      unary != nullptr && unary->isIncrementOp()) {
    loop.variable = DirectVariable(unary->getSubExpr());
  } else if (const auto* compound = dyn_cast<clang::CompoundAssignOperator>(increment);
             compound != nullptr && compound->getOpcode() == clang::BO_AddAssign) {
    const auto step = ConstantOf(compound->getRHS());
    if (!step || *step <= 0) return;
    loop.step = *step;
    loop.variable = DirectVariable(compound->getLHS());
  }
  if (loop.variable == nullptr || !loop.variable->getType()->isIntegerType() ||
      loop.variable->getType()->isBooleanType() || loop.variable->getType().isVolatileQualified()) {
    return;
  }
  // initial value
  if (const auto* decl = dyn_cast<clang::DeclStmt>(statement->getInit())) {
    for (const clang::Decl* one : decl->decls()) {
      if (one == loop.variable) loop.initial = loop.variable->getInit();
    }
  } else if (const auto* assign = dyn_cast<clang::BinaryOperator>(statement->getInit());
             assign != nullptr && assign->getOpcode() == clang::BO_Assign &&
             DirectVariable(assign->getLHS()) == loop.variable) {
    loop.initial = assign->getRHS();
  }
  if (loop.initial == nullptr) return;
  // condition
  clang::BinaryOperatorKind kind = condition->getOpcode();
  const clang::Expr* left = condition->getLHS()->IgnoreParenImpCasts();
  const clang::Expr* right = condition->getRHS();
  if (DirectVariable(left) != loop.variable) {
    if (DirectVariable(condition->getRHS()->IgnoreParenImpCasts()) != loop.variable) return;
    right = condition->getLHS();
    if (kind == clang::BO_GT) {
      kind = clang::BO_LT;
    } else if (kind == clang::BO_GE) {
      kind = clang::BO_LE;
    } else if (kind != clang::BO_NE) {
      return;
    }
  }
  if (kind == clang::BO_NE) {
    // `v != bound` is `v < bound` if v starts at 0, counts by one and the bound is not negative.
    const auto start = ConstantOf(loop.initial);
    const auto end = ConstantOf(right);
    const bool fits =
        start && *start == 0 && loop.step == 1 &&
        (right->IgnoreParenImpCasts()->getType()->isUnsignedIntegerType() || (end && *end >= 0));
    if (!fits) return;
  } else if (kind == clang::BO_LE) {
    loop.inclusive = true;
  } else if (kind != clang::BO_LT) {
    return;
  }
  loop.bound = right;
  // nothing else writes the variable inside
  const auto use = uses_.find(loop.variable);
  if (use == uses_.end() || use->second.escapes) return;
  unsigned inside = 0;
  for (const unsigned place : use->second.writes) {
    if (place >= first && place < last) ++inside;
  }
  const unsigned allowed = isa<clang::DeclStmt>(statement->getInit()) ? 1 : 2;
  if (inside != allowed) return;
  if (loop.step == 1 && !loop.inclusive) {
    if (const clang::Expr* handle = JoinedHandle(statement->getBody())) {
      FindJoinBase(handle, statement->getBody(), loop);
    }
  }
  loop_by_statement_[statement] = loops_.size();
  loops_.push_back(loop);
}

// The handle that every round of the body joins, if its last effect is that: `h.join();` or
// `pthread_join(h, ...);` as a statement of its own, with no way around it.
const clang::Expr* FunctionLowering::JoinedHandle(const clang::Stmt* body) const {
  JumpFinder jumps;
  jumps.TraverseStmt(const_cast<clang::Stmt*>(body));
  if (jumps.found) return nullptr;
  std::vector<const clang::Stmt*> statements{body};
  if (const auto* compound = dyn_cast<clang::CompoundStmt>(body)) {
    statements.assign(compound->body_begin(), compound->body_end());
  }
  for (const clang::Stmt* statement : statements) {
    const auto* expression = dyn_cast<clang::Expr>(statement);
    if (expression == nullptr) continue;
    const clang::Expr* plain = Plain(expression);
    if (const auto* assign = dyn_cast<clang::BinaryOperator>(plain);
        assign != nullptr && assign->getOpcode() == clang::BO_Assign) {
      plain = Plain(assign->getRHS());  // rc = pthread_join(...)
    }
    const auto* call = dyn_cast<clang::CallExpr>(plain);
    if (call == nullptr || call->getDirectCallee() == nullptr) continue;
    const clang::FunctionDecl* callee = call->getDirectCallee();
    if (const auto* member = dyn_cast<clang::CXXMemberCallExpr>(call)) {
      const LibraryClass kind = LibraryClassOf(member->getMethodDecl()->getParent());
      const llvm::StringRef name = callee->getIdentifier() == nullptr ? "" : callee->getName();
      const bool joins = ((kind == LibraryClass::kThread || kind == LibraryClass::kJoiningThread) &&
                          name == "join") ||
                         (kind == LibraryClass::kFuture && (name == "get" || name == "wait"));
      if (joins && !unit_.IsOurs(callee)) return member->getImplicitObjectArgument();
    } else if (FreeOf(LibraryName(callee)) == Free::kThreadJoin && !callee->hasBody() &&
               call->getNumArgs() >= 1) {
      return call->getArg(0);
    }
  }
  return nullptr;
}

// `base[v]` with the variable of the loop: an array or pointer that the loop does not change, or a
// vector that is joined from 0 to its size.
void FunctionLowering::FindJoinBase(const clang::Expr* handle, const clang::Stmt* body,
                                    PendingLoop& loop) const {
  const clang::Expr* plain = Plain(handle);
  const auto only_use = [&](const clang::Expr* base) {
    const clang::ValueDecl* named = NamedBy(base);
    if (named == nullptr) return false;
    UseCounter uses(named, unit_);
    uses.TraverseStmt(const_cast<clang::Stmt*>(body));
    return uses.uses == 1 && !uses.calls_ours;
  };
  const auto is_variable = [&](const clang::Expr* e) {
    return DirectVariable(Plain(e)) == loop.variable;
  };
  if (const auto* subscript = dyn_cast<clang::ArraySubscriptExpr>(plain)) {
    if (!is_variable(subscript->getIdx())) return;
    const clang::Expr* base = subscript->getBase()->IgnoreParenImpCasts();
    const bool array = base->getType()->isArrayType();
    if (!array && !IsUnchangedIn(base, loop.first_place, loop.last_place)) return;
    if (!only_use(base)) return;
    loop.join_base = subscript->getBase();
    loop.join_stride = SizeOf(plain->getType());
    return;
  }
  const auto* index = dyn_cast<clang::CXXOperatorCallExpr>(plain);
  if (index == nullptr || index->getOperator() != clang::OO_Subscript || index->getNumArgs() != 2) {
    return;
  }
  const clang::Expr* base = index->getArg(0)->IgnoreParenImpCasts();
  const LibraryClass kind = LibraryClassOf(base->getType().getNonReferenceType());
  if (!is_variable(index->getArg(1)) || !only_use(base)) return;
  if (kind == LibraryClass::kContiguous || kind == LibraryClass::kSegmented ||
      kind == LibraryClass::kArray) {
    loop.join_base = index->getArg(0);
    loop.join_stride = SizeOf(plain->getType());
  }
}

// A range-for over an array or a library container counts elements with a synthetic index.
void FunctionLowering::ScanRangeFor(const clang::CXXForRangeStmt* statement) {
  const clang::Expr* range = statement->getRangeInit();
  if (range == nullptr || statement->getBeginStmt() == nullptr ||
      statement->getEndStmt() == nullptr) {
    return;
  }
  const clang::QualType type = range->getType().getNonReferenceType();
  if (!type->isArrayType()) {
    switch (LibraryClassOf(type)) {
      case LibraryClass::kContiguous:
      case LibraryClass::kSegmented:
      case LibraryClass::kNode:
      case LibraryClass::kMap:
      case LibraryClass::kArray:
      case LibraryClass::kView:
        break;
      default:
        return;
    }
  }
  PendingLoop loop;
  loop.statement = statement;
  loop.range = statement;
  loop.index_local = NewLocal(context_.UnsignedLongTy, "(index)", statement->getForLoc(), true);
  if (const clang::Expr* handle = JoinedHandle(statement->getBody())) {
    const auto* reference = dyn_cast<clang::DeclRefExpr>(Plain(handle));
    const clang::QualType element = statement->getLoopVariable()->getType();
    const bool handles = element->isReferenceType() || element->isIntegerType();
    UseCounter handle_uses(statement->getLoopVariable(), unit_);
    handle_uses.TraverseStmt(const_cast<clang::Stmt*>(statement->getBody()));
    const clang::ValueDecl* named = NamedBy(range);
    UseCounter range_uses(named, unit_);
    range_uses.TraverseStmt(const_cast<clang::Stmt*>(statement->getBody()));
    if (reference != nullptr && reference->getDecl() == statement->getLoopVariable() && handles &&
        handle_uses.uses == 1 && named != nullptr && range_uses.uses == 0 &&
        !range_uses.calls_ours) {
      loop.join_base = range;
      loop.join_stride = SizeOf(element.getNonReferenceType());
    }
  }
  const std::size_t at = loops_.size();
  loop_by_statement_[statement] = at;
  const auto variable = [](const clang::DeclStmt* s) {
    return cast<clang::VarDecl>(s->getSingleDecl());
  };
  range_begin_[variable(statement->getBeginStmt())] = at;
  range_end_[variable(statement->getEndStmt())] = at;
  range_step_[statement->getInc()->IgnoreParens()] = at;
  range_test_[statement->getCond()->IgnoreParens()] = at;
  const clang::Expr* init = statement->getLoopVariable()->getInit();
  const clang::Expr* dereference = init == nullptr ? nullptr : DereferenceIn(init);
  if (dereference != nullptr) {
    range_element_[dereference] = at;
    SkipParts(dereference);
  }
  for (const clang::DeclStmt* part : {statement->getBeginStmt(), statement->getEndStmt()}) {
    const clang::Expr* value = variable(part)->getInit();
    if (value == nullptr) continue;
    skipped_.insert(value);
    SkipParts(value);
  }
  SkipParts(statement->getCond()->IgnoreParens());
  SkipParts(statement->getInc()->IgnoreParens());
  loops_.push_back(loop);
}

void FunctionLowering::SkipParts(const clang::Stmt* statement) {
  for (const clang::Stmt* child : statement->children()) {
    if (child == nullptr) continue;
    skipped_.insert(child);
    SkipParts(child);
  }
}

// The `*__begin` inside the initialiser of the loop variable.
const clang::Expr* FunctionLowering::DereferenceIn(const clang::Expr* init) {
  struct Finder : clang::RecursiveASTVisitor<Finder> {
    const clang::Expr* found = nullptr;
    bool VisitUnaryOperator(clang::UnaryOperator* e) {
      if (found == nullptr && e->getOpcode() == clang::UO_Deref) found = e;
      return true;
    }
    bool VisitCXXOperatorCallExpr(clang::CXXOperatorCallExpr* e) {
      if (found == nullptr && e->getOperator() == clang::OO_Star) found = e;
      return true;
    }
  } finder;
  finder.TraverseStmt(const_cast<clang::Expr*>(init));
  return finder.found;
}

// Address of the container or array that a range-for runs over.
Register FunctionLowering::RangeObject(const PendingLoop& loop) {
  const auto* variable = cast<clang::VarDecl>(loop.range->getRangeStmt()->getSingleDecl());
  return VariableAddress(variable, false);
}

// `__begin` and `__end` become the synthetic index and its bound.
bool FunctionLowering::LowerRangeDeclaration(const clang::VarDecl* variable) {
  if (const auto begin = range_begin_.find(variable); begin != range_begin_.end()) {
    PendingLoop& loop = loops_[begin->second];
    loop.initial_register = builder_.Constant(0);
    builder_.StoreInteger(builder_.LocalAddress(loop.index_local), loop.initial_register, 8);
    return true;
  }
  const auto end = range_end_.find(variable);
  if (end == range_end_.end()) return false;
  PendingLoop& loop = loops_[end->second];
  const clang::QualType type = loop.range->getRangeInit()->getType().getNonReferenceType();
  if (const auto* array = context_.getAsConstantArrayType(type)) {
    loop.bound_register =
        builder_.Constant(static_cast<std::int64_t>(array->getSize().getZExtValue()));
  } else if (type->isArrayType()) {
    loop.bound_register = builder_.Unknown("length of an array");
  } else {
    const LibraryClass kind = LibraryClassOf(type);
    const Register object = RangeObject(loop);
    loop.bound_register = SizeOfContainer(object, type, kind);
    if (kind != LibraryClass::kArray && kind != LibraryClass::kView) {
      loop.container_register = object;
    }
  }
  return true;
}

// The synthetic parts of a range-for: test, step and element. True if `expression` is one.
bool FunctionLowering::LowerRangePart(const clang::Expr* expression, Register& result) {
  const auto index = [&](const PendingLoop& loop) {
    return builder_.LoadInteger(builder_.LocalAddress(loop.index_local), 8, true);
  };
  if (const auto test = range_test_.find(expression); test != range_test_.end()) {
    const PendingLoop& loop = loops_[test->second];
    result = builder_.Binary("<", index(loop), loop.bound_register, 8, true);
    return true;
  }
  if (const auto step = range_step_.find(expression); step != range_step_.end()) {
    const PendingLoop& loop = loops_[step->second];
    const Register next = builder_.Binary("+", index(loop), builder_.Constant(1), 8, true);
    result = builder_.StoreInteger(builder_.LocalAddress(loop.index_local), next, 8);
    return true;
  }
  const auto element = range_element_.find(expression);
  if (element == range_element_.end()) return false;
  const PendingLoop& loop = loops_[element->second];
  const clang::QualType type = loop.range->getRangeInit()->getType().getNonReferenceType();
  const Register object = RangeObject(loop);
  clang::QualType element_type = expression->getType().getNonReferenceType();
  const Register elements =
      type->isArrayType() ? object : ElementsOf(object, LibraryClassOf(type), true);
  if (!expression->isGLValue()) {  // vector<bool>
    builder_.Read(elements, 0);
    result = UnknownResult(expression, "element of a packed container");
    return true;
  }
  result = builder_.Index(elements, index(loop), SizeOf(element_type));
  return true;
}

void FunctionLowering::NoteLoopTest(std::size_t at, Register condition, int exit) {
  PendingLoop& loop = loops_[at];
  loop.header = builder_.block();
  loop.exit_block = exit;
  if (loop.range != nullptr) return;
  const facts::Instruction& test = builder_.At(condition);
  if (test.op != Op::kBinary || test.args.size() != 2) return;
  const auto* compare = cast<clang::BinaryOperator>(
      cast<clang::ForStmt>(loop.statement)->getCond()->IgnoreParenImpCasts());
  const bool variable_first =
      DirectVariable(compare->getLHS()->IgnoreParenImpCasts()) == loop.variable;
  loop.test_register = test.args[variable_first ? 1 : 0];
  if (IsUnchangedIn(loop.bound, loop.first_place, loop.last_place)) {
    loop.bound_register = loop.test_register;
  }
  const auto initial = memo_.find(loop.initial->IgnoreParens());
  if (initial != memo_.end()) loop.initial_register = initial->second;
}

void FunctionLowering::FinishLoops() {
  facts::Function& function = builder_.function();
  const int count = static_cast<int>(function.blocks.size());
  if (loops_.empty()) return;
  std::vector<std::vector<int>> predecessors(count);
  for (int b = 0; b < count; ++b) {
    for (const facts::Edge& edge : function.blocks[b].successors) {
      predecessors[edge.block].push_back(b);
    }
  }
  for (const PendingLoop& loop : loops_) {
    if (loop.header < 0 || loop.initial_register == facts::kNoRegister) continue;
    int local = loop.index_local;
    if (loop.range == nullptr) {
      const auto known = locals_.find(loop.variable);
      if (known == locals_.end()) continue;
      local = known->second;
    }
    facts::Loop fact;
    if (!CollectLoop(loop, predecessors, fact)) continue;
    fact.variable = local;
    fact.initial = loop.initial_register;
    fact.container = loop.container_register;
    if (fact.container == facts::kNoRegister) fact.bound = loop.bound_register;
    fact.step = loop.step;
    fact.bound_inclusive = loop.inclusive;
    function.loops.push_back(fact);
    // Leaving by an exception or a break does not pass the edge on which the fact is placed.
    if (loop.join_base != nullptr) EmitJoinFact(loop);
  }
}

// Blocks of the natural loop of the header. False if the loop is entered beside its header.
bool FunctionLowering::CollectLoop(const PendingLoop& loop,
                                   const std::vector<std::vector<int>>& predecessors,
                                   facts::Loop& fact) {
  const facts::Function& function = builder_.function();
  // Blocks that can reach the header again without leaving through its exit edge: walk back from
  // the predecessors of the header that the header reaches.
  std::vector<char> reached(function.blocks.size(), 0);
  std::vector<int> stack;
  for (const facts::Edge& edge : function.blocks[loop.header].successors) {
    if (edge.block != loop.exit_block) stack.push_back(edge.block);
  }
  while (!stack.empty()) {
    const int b = stack.back();
    stack.pop_back();
    if (b == loop.header || reached[b]) continue;
    reached[b] = 1;
    for (const facts::Edge& edge : function.blocks[b].successors) stack.push_back(edge.block);
  }
  std::set<int> blocks{loop.header};
  for (const int p : predecessors[loop.header]) {
    if (reached[p]) stack.push_back(p);
  }
  if (stack.empty()) return false;  // the body never comes back
  while (!stack.empty()) {
    const int b = stack.back();
    stack.pop_back();
    if (!blocks.insert(b).second) continue;
    if (!reached[b]) return false;
    for (const int p : predecessors[b]) stack.push_back(p);
  }
  fact.header = loop.header;
  fact.blocks.assign(blocks.begin(), blocks.end());
  fact.single_exit = true;
  for (const int b : blocks) {
    for (const facts::Edge& edge : function.blocks[b].successors) {
      if (blocks.count(edge.block) == 0 && b != loop.header) fact.single_exit = false;
    }
    if (b != loop.header) {
      for (const int p : predecessors[b]) {
        if (blocks.count(p) == 0) return false;
      }
    } else {
      // the exit edge must leave the loop
      if (blocks.count(loop.exit_block) != 0) return false;
    }
  }
  return true;
}

// On the edge that leaves the loop every handle has been joined.
void FunctionLowering::EmitJoinFact(const PendingLoop& loop) {
  facts::Function& function = builder_.function();
  const int between = builder_.NewBlock();
  for (facts::Edge& edge : function.blocks[loop.header].successors) {
    if (edge.block == loop.exit_block) edge.block = between;
  }
  builder_.SetBlock(between);
  builder_.SetPosition(unit_.PositionOf(loop.statement->getEndLoc()));
  const clang::QualType type = loop.join_base->getType().getNonReferenceType();
  if (loop.range != nullptr && !type->isArrayType()) {
    const LibraryClass kind = LibraryClassOf(type);
    if (kind == LibraryClass::kArray || kind == LibraryClass::kView) {
      const Register r = builder_.Emit(
          Op::kJoinRange,
          {ElementsOf(RangeObject(loop), kind, true), loop.initial_register, loop.bound_register});
      builder_.At(r).immediate = loop.join_stride;
    } else {
      builder_.Emit(Op::kJoinElements, {RangeObject(loop)});
    }
    builder_.Edge(between, loop.exit_block);
    return;
  }
  Register base = facts::kNoRegister;
  if (loop.range != nullptr) {
    base = RangeObject(loop);
  } else {
    memo_.clear();  // the base is evaluated again behind the loop
    base = Value(loop.join_base);
    if (!type->isArrayType() && !type->isPointerType()) {
      base = ElementsOf(base, LibraryClassOf(type), true);
    }
  }
  const Register end = loop.range != nullptr ? loop.bound_register : loop.test_register;
  const Register r = builder_.Emit(Op::kJoinRange, {base, loop.initial_register, end});
  builder_.At(r).immediate = loop.join_stride;
  builder_.Edge(builder_.block(), loop.exit_block);
}

}  // namespace interlock::lower
