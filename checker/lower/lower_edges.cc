// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Edges: branches, switches, exceptions, static initialisers.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::dyn_cast;
using clang::isa;
using clang::isa_and_nonnull;
using facts::EdgeKind;

namespace {

// Successor that execution may take. The default of a switch that names every enumerator counts:
// an enumeration object may hold other values.
const clang::CFGBlock* Target(const clang::CFGBlock::AdjacentBlock& successor, bool of_switch) {
  if (const clang::CFGBlock* block = successor.getReachableBlock()) return block;
  return of_switch ? successor.getPossiblyUnreachableBlock() : nullptr;
}

bool EndsInThrow(const clang::CFGBlock& block) {
  if (block.empty()) return false;
  const auto last = block.back().getAs<clang::CFGStmt>();
  return last && isa<clang::CXXThrowExpr>(last->getStmt());
}

}  // namespace

std::vector<const clang::CFGBlock*> Targets(const clang::CFGBlock& block) {
  const bool of_switch = isa_and_nonnull<clang::SwitchStmt>(block.getTerminatorStmt());
  std::vector<const clang::CFGBlock*> targets;
  for (const clang::CFGBlock::AdjacentBlock& successor : block.succs()) {
    if (const clang::CFGBlock* target = Target(successor, of_switch)) targets.push_back(target);
  }
  return targets;
}

// A call that Clang's graph gives no exception edge (a constructor): the block ends here.
void FunctionLowering::AddExceptionEdge(const clang::Expr* expression) {
  if (!context_.getLangOpts().CXXExceptions || exit_ == nullptr || !has_exception_edges_) return;
  int target = 1;
  const auto around = try_of_.find(expression);
  if (around != try_of_.end()) {
    const auto dispatch = dispatch_of_.find(around->second);
    if (dispatch == dispatch_of_.end()) {
      Unsupported("exception of a constructor in a try block without a reachable handler");
      return;
    }
    target = BlockOf(dispatch->second);
  }
  const int next = builder_.NewBlock();
  const int from = builder_.block();
  builder_.Edge(from, next);
  builder_.Edge(from, target, EdgeKind::kException);
  builder_.SetBlock(next);
}

FunctionLowering::Register FunctionLowering::ConditionOf(const clang::CFGBlock& block) {
  const auto* condition = dyn_cast_or_null<clang::Expr>(block.getTerminatorCondition());
  if (condition == nullptr) return builder_.Unknown("condition");
  condition = condition->IgnoreParens();
  // The block of `b` in `a && b` holds b; the graph has branched on a before.
  for (const auto* binary = dyn_cast<clang::BinaryOperator>(condition);
       binary != nullptr && binary->isLogicalOp() && memo_.find(condition) == memo_.end();
       binary = dyn_cast<clang::BinaryOperator>(condition)) {
    condition = binary->getRHS()->IgnoreParens();
  }
  return Value(condition);
}

void FunctionLowering::LinkAnyOf(const std::vector<int>& targets, const char* reason) {
  const int from = builder_.block();
  if (targets.size() == 1) return builder_.Edge(from, targets[0]);
  builder_.function().blocks[from].condition = builder_.Unknown(reason);
  for (std::size_t i = 0; i + 1 < targets.size(); ++i) {
    builder_.Edge(from, targets[i], EdgeKind::kCase, static_cast<std::int64_t>(i));
  }
  builder_.Edge(from, targets.back(), EdgeKind::kDefault);
}

void FunctionLowering::LinkSuccessors(const clang::CFGBlock& block, int exit_block) {
  if (block.hasNoReturnElement() && !builder_.EndsWithStop()) builder_.Emit(Op::kStop);
  if (builder_.EndsWithStop()) return;
  const std::vector<const clang::CFGBlock*> targets = Targets(block);
  const clang::Stmt* terminator = block.getTerminatorStmt();
  const bool throws = EndsInThrow(block);
  if (targets.empty()) {
    builder_.Emit(Op::kStop);  // every successor was pruned: execution does not go on
    return;
  }
  if (throws || isa_and_nonnull<clang::CXXTryStmt>(terminator)) {
    for (const clang::CFGBlock* target : targets) {
      builder_.Edge(builder_.block(), BlockOf(target), EdgeKind::kException);
    }
    return;
  }
  if (isa_and_nonnull<clang::SwitchStmt>(terminator)) {
    return LinkSwitch(block, llvm::cast<clang::SwitchStmt>(terminator));
  }
  if (isa_and_nonnull<clang::DeclStmt>(terminator) && block.succ_size() == 2) {
    return LinkStaticInitializer(block, llvm::cast<clang::DeclStmt>(terminator));
  }
  if (terminator == nullptr && targets.size() == 2) {  // a call that may throw
    if (targets[0] == exit_ && exit_block == 1) EmitReturn();
    builder_.Edge(builder_.block(), BlockOf(targets[0]));
    builder_.Edge(builder_.block(), BlockOf(targets[1]), EdgeKind::kException);
    return;
  }
  if (targets.size() == 1 && !isa_and_nonnull<clang::IndirectGotoStmt>(terminator)) {
    if (targets[0] == exit_ && exit_block == 1) EmitReturn();
    builder_.Edge(builder_.block(), BlockOf(targets[0]));
    return;
  }
  if (targets.size() == 2 && !isa<clang::IndirectGotoStmt, clang::GCCAsmStmt>(terminator)) {
    const Register condition = block.getTerminator().isStmtBranch()
                                   ? ConditionOf(block)
                                   : builder_.Unknown("temporary built or virtual base");
    if (const auto loop = loop_by_statement_.find(terminator); loop != loop_by_statement_.end()) {
      NoteLoopTest(loop->second, condition, BlockOf(targets[1]));
    }
    builder_.Branch(condition, BlockOf(targets[0]), BlockOf(targets[1]));
    return;
  }
  if (isa<clang::IndirectGotoStmt>(terminator)) Unsupported("computed goto");
  std::vector<int> blocks;
  for (const clang::CFGBlock* target : targets) blocks.push_back(BlockOf(target));
  LinkAnyOf(blocks, "target of a jump");
}

void FunctionLowering::LinkSwitch(const clang::CFGBlock& block,
                                  const clang::SwitchStmt* statement) {
  constexpr std::int64_t kWidestRange = 256;
  Register condition = Value(statement->getCond());
  std::vector<facts::Edge> cases;
  std::vector<int> all;
  int fallback = -1;
  bool exact = true;
  for (const clang::CFGBlock* target : Targets(block)) {
    const int to = BlockOf(target);
    all.push_back(to);
    const auto* label = dyn_cast_or_null<clang::CaseStmt>(target->getLabel());
    if (label == nullptr) {
      exact = exact && fallback == -1;
      fallback = to;
      continue;
    }
    const llvm::APSInt low = label->getLHS()->EvaluateKnownConstInt(context_);
    llvm::APSInt high = low;
    if (label->getRHS() != nullptr) high = label->getRHS()->EvaluateKnownConstInt(context_);
    if (!low.isRepresentableByInt64() || !high.isRepresentableByInt64() ||
        high.getExtValue() - low.getExtValue() > kWidestRange) {
      exact = false;
      continue;
    }
    for (std::int64_t v = low.getExtValue(); v <= high.getExtValue(); ++v) {
      cases.push_back({to, EdgeKind::kCase, v});
    }
  }
  if (!exact || fallback == -1) return LinkAnyOf(all, "case of a switch");
  if (cases.empty()) return builder_.Edge(builder_.block(), fallback);
  const int from = builder_.block();
  builder_.function().blocks[from].condition = condition;
  for (const facts::Edge& edge : cases) {
    builder_.Edge(from, edge.block, edge.kind, edge.case_value);
  }
  builder_.Edge(from, fallback, EdgeKind::kDefault);
}

// A static local: the graph branches to "initialised already" (first) or to the initialiser.
void FunctionLowering::LinkStaticInitializer(const clang::CFGBlock& block,
                                             const clang::DeclStmt* statement) {
  const auto* variable = dyn_cast<clang::VarDecl>(statement->getSingleDecl());
  const std::vector<const clang::CFGBlock*> targets = Targets(block);
  if (variable == nullptr || targets.size() != 2 || !IsInitializedAtRunTime(variable, context_)) {
    builder_.Edge(builder_.block(), BlockOf(targets[0]));  // initialised before the program runs
    return;
  }
  const std::string guard = unit_.UseSynthetic(variable, "@guard");
  once_passed_[targets[0]].push_back(guard);
  once_begin_[targets[1]] = guard;
  builder_.Branch(builder_.Unknown("static local is initialised"), BlockOf(targets[0]),
                  BlockOf(targets[1]));
}

}  // namespace interlock::lower
