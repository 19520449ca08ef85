// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/frontend/facts_validate.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "checker/frontend/op_table.h"

namespace interlock::facts {
namespace {

// Immediate dominators of the blocks that can be reached from block 0 (Cooper, Harvey, Kennedy:
// "A Simple, Fast Dominance Algorithm").
class Dominators {
 public:
  explicit Dominators(const Function& function) : idom_(function.blocks.size(), -1) {
    const int count = static_cast<int>(function.blocks.size());
    order_.assign(count, -1);
    std::vector<int> postorder;
    std::vector<std::pair<int, std::size_t>> stack{{0, 0}};
    std::vector<char> seen(count, 0);
    seen[0] = 1;
    while (!stack.empty()) {
      auto& [block, next] = stack.back();
      const auto& successors = function.blocks[block].successors;
      if (next < successors.size()) {
        const int target = successors[next++].block;
        if (!seen[target]) {
          seen[target] = 1;
          stack.emplace_back(target, 0);
        }
      } else {
        order_[block] = static_cast<int>(postorder.size());
        postorder.push_back(block);
        stack.pop_back();
      }
    }
    std::vector<std::vector<int>> predecessors(count);
    for (const int block : postorder) {
      for (const Edge& edge : function.blocks[block].successors) {
        predecessors[edge.block].push_back(block);
      }
    }
    idom_[0] = 0;
    for (bool changed = true; changed;) {
      changed = false;
      for (auto it = postorder.rbegin(); it != postorder.rend(); ++it) {
        if (*it == 0) continue;
        int best = -1;
        for (const int predecessor : predecessors[*it]) {
          if (idom_[predecessor] == -1) continue;
          best = best == -1 ? predecessor : Meet(best, predecessor);
        }
        if (idom_[*it] != best) {
          idom_[*it] = best;
          changed = true;
        }
      }
    }
  }

  bool Reachable(int block) const { return order_[block] != -1; }

  /// Requires both blocks to be reachable.
  bool Dominates(int above, int below) const {
    while (order_[below] < order_[above]) below = idom_[below];
    return below == above;
  }

 private:
  int Meet(int a, int b) const {
    while (a != b) {
      while (order_[a] < order_[b]) a = idom_[a];
      while (order_[b] < order_[a]) b = idom_[b];
    }
    return a;
  }

  std::vector<int> idom_;
  std::vector<int> order_;  // postorder number, -1: not reachable
};

struct Symbols {
  std::unordered_map<std::string, const Function*> functions;
  std::set<std::string> records;
  std::set<std::string> globals;
  std::unordered_map<std::string, const Declaration*> declarations;
};

class FunctionCheck {
 public:
  FunctionCheck(const Unit& unit, const Symbols& symbols, const Function& function)
      : unit_(unit), symbols_(symbols), function_(function) {}

  Status Run() {
    if (Status s = CheckHead(); !s) return s;
    if (Status s = CheckBlocks(); !s) return s;
    for (std::size_t r = 0; r < function_.instructions.size(); ++r) {
      if (Status s = CheckInstruction(static_cast<Register>(r)); !s) return s;
    }
    if (Status s = CheckNoCircle(); !s) return s;
    if (Status s = CheckOrder(); !s) return s;
    return CheckLoops();
  }

 private:
  Status Bad(const std::string& message, int instruction = -1) const {
    std::string where = "function " + function_.usr;
    if (instruction >= 0) {
      where += " instruction " + std::to_string(instruction) + " (" +
               std::string(RowOf(function_.instructions[instruction].op).name) + ")";
    }
    return MakeError(message, where);
  }

  Status CheckSymbol(const std::string& usr, const char* role, int instruction = -1) const {
    if (usr.empty() || symbols_.declarations.count(usr) != 0) return Status::Ok();
    return Bad(std::string(role) + " is not in the tables of the unit: " + usr, instruction);
  }

  Status CheckPosition(const Position& position) const {
    if (position.file < -1 || position.file >= static_cast<int>(unit_.files.size())) {
      return Bad("file of a position out of range: " + std::to_string(position.file));
    }
    return Status::Ok();
  }

  Status CheckHead() const {
    if (Status s = CheckPosition(function_.position); !s) return s;
    if (Status s = CheckSymbol(function_.record, "record"); !s) return s;
    if (Status s = CheckSymbol(function_.call_operator_of, "record"); !s) return s;
    for (const std::string& usr : function_.overrides) {
      if (Status s = CheckSymbol(usr, "overridden method"); !s) return s;
    }
    if (function_.is_method && function_.parameters.empty()) {
      return Bad("method without the parameter `this`");
    }
    for (const Parameter& parameter : function_.parameters) {
      if (Status s = CheckSymbol(parameter.record, "record of a parameter"); !s) return s;
    }
    for (const Local& local : function_.locals) {
      if (Status s = CheckSymbol(local.record, "record of a local"); !s) return s;
      if (Status s = CheckPosition(local.position); !s) return s;
    }
    for (const Claim& claim : function_.claims) {
      if (claim.parameter < -1 || claim.parameter >= Count(function_.parameters)) {
        return Bad("claim on a parameter that does not exist: " + claim.name);
      }
      if (Status s = CheckPosition(claim.position); !s) return s;
    }
    return Status::Ok();
  }

  Status CheckBlocks() {
    if (function_.blocks.size() < 2) return Bad("fewer than two blocks");
    place_.assign(function_.instructions.size(), {-1, -1});
    for (int b = 0; b < Count(function_.blocks); ++b) {
      const Block& block = function_.blocks[b];
      for (int i = 0; i < Count(block.instructions); ++i) {
        const Register r = block.instructions[i];
        if (!InRange(r)) return Bad("block lists a register that does not exist");
        if (place_[r].first != -1) return Bad("instruction stands in two places", r);
        place_[r] = {b, i};
      }
      if (block.condition != kNoRegister && !InRange(block.condition)) {
        return Bad("condition of a block is a register that does not exist");
      }
      if (Status s = CheckEdges(b); !s) return s;
    }
    for (std::size_t r = 0; r < place_.size(); ++r) {
      if (place_[r].first == -1) return Bad("instruction stands in no block", static_cast<int>(r));
    }
    return Status::Ok();
  }

  Status CheckEdges(int index) const {
    const Block& block = function_.blocks[index];
    int always = 0, yes = 0, no = 0, fallback = 0, exceptions = 0;
    std::set<std::int64_t> cases;
    for (const Edge& edge : block.successors) {
      if (edge.block < 0 || edge.block >= Count(function_.blocks)) {
        return Bad("edge to a block that does not exist: " + std::to_string(edge.block));
      }
      switch (edge.kind) {
        case EdgeKind::kAlways:
          ++always;
          break;
        case EdgeKind::kTrue:
          ++yes;
          break;
        case EdgeKind::kFalse:
          ++no;
          break;
        case EdgeKind::kDefault:
          ++fallback;
          break;
        case EdgeKind::kException:
          ++exceptions;
          break;
        case EdgeKind::kCase:
          if (!cases.insert(edge.case_value).second) return Bad("case value appears twice");
          break;
      }
    }
    const std::string where = " in block " + std::to_string(index);
    if (index == 1 && !(block.successors.empty() && block.instructions.empty())) {
      return Bad("exit block is not empty");
    }
    const bool conditional = yes + no + fallback + Count(cases) > 0;
    if (conditional != (block.condition != kNoRegister)) {
      return Bad("edges and condition do not fit" + where);
    }
    const bool two_way = yes == 1 && no == 1 && always + fallback == 0 && cases.empty();
    const bool many_way = fallback == 1 && always + yes + no == 0;
    const bool one_way = always == 1 && !conditional;
    const bool only_exceptions = always == 0 && !conditional && exceptions > 0;
    if (two_way || many_way || one_way || only_exceptions) return Status::Ok();
    const bool stops = !block.instructions.empty() &&
                       function_.instructions[block.instructions.back()].op == Op::kStop;
    if (block.successors.empty() && (index == 1 || stops)) return Status::Ok();
    return Bad("edges are not one of: one, true and false, cases and default, exceptions" + where);
  }

  Status CheckInstruction(Register r) const {
    const Instruction& instruction = function_.instructions[r];
    const OpRow& row = RowOf(instruction.op);
    const int count = Count(instruction.args);
    if (count < row.args_min || (row.args_max >= 0 && count > row.args_max)) {
      return Bad("wrong number of operands: " + std::to_string(count), r);
    }
    for (const Register arg : instruction.args) {
      if (!InRange(arg)) return Bad("operand is a register that does not exist", r);
    }
    if (Status s = CheckPosition(instruction.position); !s) return s;
    switch (row.symbol) {
      case SymbolKind::kText:
        if (instruction.symbol.empty()) return Bad("symbol is missing", r);
        break;
      case SymbolKind::kFunction:
      case SymbolKind::kVariable:
        if (instruction.symbol.empty()) return Bad("symbol is missing", r);
        if (Status s = CheckSymbol(instruction.symbol, "symbol", r); !s) return s;
        if (Status s = CheckKindOfSymbol(r, row.symbol); !s) return s;
        break;
      case SymbolKind::kNone:
      case SymbolKind::kType:
      case SymbolKind::kName:
        break;
    }
    if (instruction.op == Op::kLocal &&
        (instruction.immediate < 0 || instruction.immediate >= Count(function_.locals))) {
      return Bad("local variable does not exist: " + std::to_string(instruction.immediate), r);
    }
    if (instruction.op == Op::kParameter &&
        (instruction.immediate < 0 || instruction.immediate >= Count(function_.parameters))) {
      return Bad("parameter does not exist: " + std::to_string(instruction.immediate), r);
    }
    if (instruction.op == Op::kReturnSlot && !function_.returns_record) {
      return Bad("return slot in a function that returns no record", r);
    }
    return Status::Ok();
  }

  Status CheckKindOfSymbol(Register r, SymbolKind kind) const {
    const Instruction& instruction = function_.instructions[r];
    const auto callee = symbols_.functions.find(instruction.symbol);
    if (kind == SymbolKind::kVariable) {
      const bool other =
          callee != symbols_.functions.end() || symbols_.records.count(instruction.symbol) != 0;
      return other ? Bad("symbol is no variable: " + instruction.symbol, r) : Status::Ok();
    }
    if (symbols_.globals.count(instruction.symbol) != 0 ||
        symbols_.records.count(instruction.symbol) != 0) {
      return Bad("symbol is no function: " + instruction.symbol, r);
    }
    if (instruction.op != Op::kCall || callee == symbols_.functions.end()) return Status::Ok();
    const Function& target = *callee->second;
    const int expected = Count(target.parameters) + (target.returns_record ? 1 : 0);
    const int count = Count(instruction.args);
    if (count == expected || (target.is_variadic && count > expected)) return Status::Ok();
    return Bad("call with " + std::to_string(count) + " arguments of a function with " +
                   std::to_string(expected) + ": " + target.usr,
               r);
  }

  // Operand references must form no circle, whatever the blocks say.
  Status CheckNoCircle() const {
    const int count = Count(function_.instructions);
    std::vector<char> state(count, 0);  // 0 new, 1 open, 2 done
    std::vector<std::pair<int, std::size_t>> stack;
    for (int root = 0; root < count; ++root) {
      if (state[root] != 0) continue;
      state[root] = 1;
      stack.emplace_back(root, 0);
      while (!stack.empty()) {
        auto& [r, next] = stack.back();
        const auto& args = function_.instructions[r].args;
        if (next == args.size()) {
          state[r] = 2;
          stack.pop_back();
          continue;
        }
        const Register arg = args[next++];
        if (state[arg] == 1) return Bad("operands form a circle", arg);
        if (state[arg] == 0) {
          state[arg] = 1;
          stack.emplace_back(arg, 0);
        }
      }
    }
    return Status::Ok();
  }

  Status CheckOrder() const {
    const Dominators dominators(function_);
    const auto before = [&](Register used, int block, int index) {
      const auto [used_block, used_index] = place_[used];
      if (!dominators.Reachable(block)) return true;
      if (!dominators.Reachable(used_block)) return false;
      if (used_block == block) return used_index < index;
      return dominators.Dominates(used_block, block);
    };
    const std::vector<char> only_arm = OnlyArms();
    for (Register r = 0; r < Count(function_.instructions); ++r) {
      const Instruction& instruction = function_.instructions[r];
      for (int i = 0; i < Count(instruction.args); ++i) {
        if (instruction.op == Op::kSelect && (i > 0 || only_arm[r])) {
          const auto [arm_block, arm_index] = place_[instruction.args[i]];
          if (arm_block == place_[r].first && arm_index > place_[r].second) {
            return Bad("arm of a select stands behind it", r);
          }
          continue;
        }
        if (!before(instruction.args[i], place_[r].first, place_[r].second)) {
          return Bad("operand %" + std::to_string(instruction.args[i]) +
                         " is not evaluated before on every path",
                     r);
        }
      }
    }
    for (int b = 0; b < Count(function_.blocks); ++b) {
      const Block& block = function_.blocks[b];
      if (block.condition != kNoRegister &&
          !before(block.condition, b, Count(block.instructions))) {
        return Bad("condition of block " + std::to_string(b) + " is not evaluated before");
      }
    }
    for (const Loop& loop : function_.loops) {
      if (!InRange(loop.initial)) return Bad("initial value of a loop does not exist");
      if (loop.header < 0 || loop.header >= Count(function_.blocks)) {
        return Bad("header of a loop does not exist");
      }
      if (!before(loop.initial, loop.header, 0)) {
        return Bad("initial value of a loop is not evaluated before its header");
      }
      if (loop.container != kNoRegister) {
        if (!InRange(loop.container)) return Bad("container of a loop does not exist");
        if (loop.bound != kNoRegister) return Bad("loop over a container has a bound");
        if (!before(loop.container, loop.header, 0)) {
          return Bad("container of a loop is not evaluated before its header");
        }
      }
      if (loop.bound == kNoRegister) continue;
      if (!InRange(loop.bound)) return Bad("bound of a loop does not exist");
      if (!before(loop.bound, loop.header, Count(function_.blocks[loop.header].instructions))) {
        return Bad("bound of a loop is not evaluated in or before its header");
      }
    }
    return Status::Ok();
  }

  Status CheckLoops() const {
    if (function_.loops.empty()) return Status::Ok();
    const Dominators dominators(function_);
    for (const Loop& loop : function_.loops) {
      if (loop.variable < 0 || loop.variable >= Count(function_.locals)) {
        return Bad("variable of a loop does not exist");
      }
      if (loop.step <= 0) return Bad("step of a loop is not positive");
      if (!std::is_sorted(loop.blocks.begin(), loop.blocks.end()) ||
          std::adjacent_find(loop.blocks.begin(), loop.blocks.end()) != loop.blocks.end()) {
        return Bad("blocks of a loop are not sorted");
      }
      for (const std::int32_t block : loop.blocks) {
        if (block < 0 || block >= Count(function_.blocks)) {
          return Bad("block of a loop does not exist: " + std::to_string(block));
        }
      }
      if (!std::binary_search(loop.blocks.begin(), loop.blocks.end(), loop.header)) {
        return Bad("header is not among the blocks of its loop");
      }
      if (Status s = CheckExits(loop, dominators); !s) return s;
    }
    return Status::Ok();
  }

  // Registers that are used, and only as arms of kSelect.
  std::vector<char> OnlyArms() const {
    std::vector<char> arm(function_.instructions.size(), 0);
    std::vector<char> other(function_.instructions.size(), 0);
    for (const Instruction& instruction : function_.instructions) {
      for (int i = 0; i < Count(instruction.args); ++i) {
        const bool is_arm = instruction.op == Op::kSelect && i > 0;
        (is_arm ? arm : other)[instruction.args[i]] = 1;
      }
    }
    for (const Block& block : function_.blocks) {
      if (block.condition != kNoRegister) other[block.condition] = 1;
    }
    for (std::size_t r = 0; r < arm.size(); ++r) arm[r] = arm[r] && !other[r];
    return arm;
  }

  // A loop is entered at its header only and holds every block that comes back to the header; a
  // single exit leaves from the header only.
  Status CheckExits(const Loop& loop, const Dominators& dominators) const {
    bool comes_back = false;
    const auto inside = [&](int block) {
      return std::binary_search(loop.blocks.begin(), loop.blocks.end(), block);
    };
    for (int b = 0; b < Count(function_.blocks); ++b) {
      for (const Edge& edge : function_.blocks[b].successors) {
        if (edge.block == loop.header && dominators.Reachable(b) &&
            dominators.Dominates(loop.header, b)) {
          if (!inside(b)) return Bad("loop lacks a block that comes back to its header");
          comes_back = true;
        }
        if (!inside(b) && inside(edge.block) && edge.block != loop.header) {
          return Bad("loop is entered beside its header: block " + std::to_string(edge.block));
        }
        if (loop.single_exit && inside(b) && !inside(edge.block) && b != loop.header) {
          return Bad("loop with a single exit is left in block " + std::to_string(b));
        }
      }
    }
    if (!comes_back && dominators.Reachable(loop.header)) {
      return Bad("loop does not come back to its header");
    }
    return Status::Ok();
  }

  template <typename Values>
  static int Count(const Values& values) {
    return static_cast<int>(values.size());
  }
  bool InRange(Register r) const { return r >= 0 && r < Count(function_.instructions); }

  const Unit& unit_;
  const Symbols& symbols_;
  const Function& function_;
  std::vector<std::pair<int, int>> place_;  // block and index of each instruction
};

template <typename Entry>
Status CheckSorted(const std::vector<Entry>& entries, const char* what) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].usr.empty()) return MakeError(std::string(what) + " without a USR");
    if (i != 0 && !(entries[i - 1].usr < entries[i].usr)) {
      return MakeError(std::string(what) + " twice or not in order: " + entries[i].usr);
    }
  }
  return Status::Ok();
}

Status CheckTables(const Unit& unit, Symbols& symbols) {
  if (Status s = CheckSorted(unit.functions, "function"); !s) return s;
  if (Status s = CheckSorted(unit.records, "record"); !s) return s;
  if (Status s = CheckSorted(unit.globals, "global"); !s) return s;
  if (Status s = CheckSorted(unit.declarations, "declaration"); !s) return s;
  std::set<std::string> defined;
  for (const Function& function : unit.functions) {
    symbols.functions[function.usr] = &function;
    defined.insert(function.usr);
  }
  for (const Record& record : unit.records) {
    symbols.records.insert(record.usr);
    defined.insert(record.usr);
  }
  for (const Global& global : unit.globals) {
    symbols.globals.insert(global.usr);
    defined.insert(global.usr);
  }
  if (defined.size() != unit.functions.size() + unit.records.size() + unit.globals.size()) {
    return MakeError("one USR names two kinds of things");
  }
  for (const Declaration& declaration : unit.declarations) {
    symbols.declarations[declaration.usr] = &declaration;
    if (declaration.defined_here != (defined.count(declaration.usr) != 0)) {
      return MakeError(declaration.defined_here
                           ? "declared as defined here, but missing: " + declaration.usr
                           : "defined here, but declared as defined elsewhere: " + declaration.usr);
    }
  }
  for (const std::string& usr : defined) {
    if (symbols.declarations.count(usr) == 0) {
      return MakeError("defined here, but not declared: " + usr);
    }
  }
  return Status::Ok();
}

Status CheckPositionOf(const Unit& unit, const Position& position, const std::string& where) {
  if (position.file < -1 || position.file >= static_cast<int>(unit.files.size())) {
    return MakeError("file of a position out of range: " + std::to_string(position.file), where);
  }
  return Status::Ok();
}

Status CheckClaimPositions(const Unit& unit, const std::vector<Claim>& claims,
                           const std::string& where) {
  for (const Claim& claim : claims) {
    if (Status s = CheckPositionOf(unit, claim.position, where); !s) return s;
  }
  return Status::Ok();
}

Status CheckData(const Unit& unit, const Symbols& symbols) {
  const auto known = [&](const std::string& usr, const std::string& where) {
    return usr.empty() || symbols.declarations.count(usr) != 0
               ? Status::Ok()
               : Status(MakeError("symbol is not in the tables of the unit: " + usr, where));
  };
  for (const Record& record : unit.records) {
    const std::string where = "record " + record.usr;
    if (Status s = CheckPositionOf(unit, record.position, where); !s) return s;
    if (Status s = CheckClaimPositions(unit, record.claims, where); !s) return s;
    if (Status s = known(record.destructor, where); !s) return s;
    for (const Field& field : record.fields) {
      if (Status s = known(field.record, where); !s) return s;
      if (Status s = CheckPositionOf(unit, field.position, where); !s) return s;
      if (Status s = CheckClaimPositions(unit, field.claims, where); !s) return s;
    }
    for (const Record::Base& base : record.bases) {
      if (base.usr.empty()) return MakeError("base class without a USR", where);
      if (Status s = known(base.usr, where); !s) return s;
    }
  }
  for (const Global& global : unit.globals) {
    const std::string where = "global " + global.usr;
    if (Status s = known(global.record, where); !s) return s;
    if (Status s = CheckPositionOf(unit, global.position, where); !s) return s;
    if (Status s = CheckClaimPositions(unit, global.claims, where); !s) return s;
  }
  for (const Declaration& declaration : unit.declarations) {
    if (Status s = CheckPositionOf(unit, declaration.position, declaration.usr); !s) return s;
  }
  for (const ThreadSafetyFinding& finding : unit.findings) {
    if (Status s = CheckPositionOf(unit, finding.position, "finding"); !s) return s;
  }
  return Status::Ok();
}

}  // namespace

Status ValidateUnit(const Unit& unit) {
  if (unit.schema != kFactsSchema) {
    return MakeError("facts of another version: " + unit.schema, "", ErrorKind::kVersion);
  }
  Symbols symbols;
  if (Status s = CheckTables(unit, symbols); !s) return s;
  if (Status s = CheckData(unit, symbols); !s) return s;
  for (const Function& function : unit.functions) {
    if (Status s = FunctionCheck(unit, symbols, function).Run(); !s) return s;
  }
  return Status::Ok();
}

std::map<std::string, int> CountReferences(const Unit& unit) {
  std::map<std::string, int> count;
  for (const Declaration& declaration : unit.declarations) count[declaration.usr] = 0;
  const auto refer = [&](const std::string& usr) {
    if (const auto entry = count.find(usr); entry != count.end()) ++entry->second;
  };
  for (const Function& function : unit.functions) {
    refer(function.record);
    refer(function.call_operator_of);
    for (const std::string& usr : function.overrides) refer(usr);
    for (const Parameter& parameter : function.parameters) refer(parameter.record);
    for (const Local& local : function.locals) refer(local.record);
    for (const Instruction& instruction : function.instructions) {
      const SymbolKind kind = RowOf(instruction.op).symbol;
      if (kind == SymbolKind::kFunction || kind == SymbolKind::kVariable ||
          kind == SymbolKind::kType) {
        refer(instruction.symbol);
      }
    }
  }
  for (const Record& record : unit.records) {
    refer(record.destructor);
    for (const Field& field : record.fields) refer(field.record);
    for (const Record::Base& base : record.bases) refer(base.usr);
  }
  for (const Global& global : unit.globals) refer(global.record);
  return count;
}

}  // namespace interlock::facts
