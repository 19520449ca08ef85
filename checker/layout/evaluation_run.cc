// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Control flow of an evaluation: blocks in topological order, merges, loops, calls.
#include "checker/layout/evaluation_run.h"

#include <algorithm>
#include <functional>

namespace interlock::layout {
namespace {

constexpr std::int32_t kEntryBlock = 0;
constexpr std::int32_t kExitBlock = 1;
constexpr std::size_t kDepthMax = 24;
constexpr std::size_t kCellMax = 20000;

/// Blocks in reverse postorder, and the loops of the graph.
struct Graph {
  std::vector<std::int32_t> order;
  std::vector<std::int32_t> rank;                        // -1: not reachable
  std::map<std::int32_t, std::set<std::int32_t>> loops;  // header -> blocks
};

Graph GraphOf(const facts::Function& function) {
  Graph graph;
  const std::size_t count = function.blocks.size();
  graph.rank.assign(count, -1);
  std::vector<int> state(count, 0);
  std::vector<std::pair<std::int32_t, std::size_t>> stack = {{kEntryBlock, 0}};
  if (count == 0) return graph;
  state[kEntryBlock] = 1;
  std::vector<std::int32_t> postorder;
  while (!stack.empty()) {
    auto& [block, next] = stack.back();
    const std::vector<facts::Edge>& edges = function.blocks[block].successors;
    if (next < edges.size()) {
      const std::int32_t to = edges[next++].block;
      if (to >= 0 && static_cast<std::size_t>(to) < count && state[to] == 0) {
        state[to] = 1;
        stack.push_back({to, 0});
      }
      continue;
    }
    postorder.push_back(block);
    stack.pop_back();
  }
  graph.order.assign(postorder.rbegin(), postorder.rend());
  for (std::size_t i = 0; i < graph.order.size(); ++i) {
    graph.rank[graph.order[i]] = static_cast<std::int32_t>(i);
  }
  std::vector<std::vector<std::int32_t>> predecessors(count);
  for (const std::int32_t block : graph.order) {
    for (const facts::Edge& edge : function.blocks[block].successors) {
      if (edge.block >= 0) predecessors[edge.block].push_back(block);
    }
  }
  for (const std::int32_t latch : graph.order) {
    for (const facts::Edge& edge : function.blocks[latch].successors) {
      const std::int32_t header = edge.block;
      if (header < 0 || graph.rank[header] > graph.rank[latch]) continue;
      std::set<std::int32_t>& body = graph.loops[header];
      body.insert(header);
      std::vector<std::int32_t> open = {latch};
      while (!open.empty()) {
        const std::int32_t block = open.back();
        open.pop_back();
        if (!body.insert(block).second) continue;
        for (const std::int32_t before : predecessors[block]) open.push_back(before);
      }
    }
  }
  return graph;
}

/// Some cell of the state has bytes of the range.
bool IsCovered(const State& state, const CellKey& key, std::uint32_t bytes) {
  for (auto at = state.cells.lower_bound({key.first, INT64_MIN});
       at != state.cells.end() && at->first.first == key.first; ++at) {
    const std::int64_t first = at->first.second;
    if (first < key.second + bytes && key.second < first + at->second.bytes) return true;
  }
  return false;
}

bool IsNegationOf(const Value& a, const Value& b) {
  return Value::Not(a) == b || a == Value::Not(b);
}

}  // namespace

const Datum& Run::Get(Activation& activation, facts::Register r) {
  std::optional<Datum>& slot = activation.registers[static_cast<std::size_t>(r)];
  // A register of a path that is never taken.
  if (!slot.has_value()) slot = Lost("value of a path that is not taken", SiteOf(activation, r));
  return *slot;
}

Site Run::SiteOf(const Activation& activation, facts::Register at) const {
  const facts::Instruction& instruction =
      activation.function->instructions[static_cast<std::size_t>(at)];
  return Site{activation.id, at, program_.PositionText(activation.id, instruction.position)};
}

std::string Run::Fresh(const std::string& name) {
  return name + "#" + std::to_string(++evaluator_.next_symbol_);
}

Datum Run::Lost(const std::string& reason, const Site& site, std::uint32_t bytes,
                bool is_unsigned) {
  SymbolInfo info;
  info.name = Fresh(options_.prefix + "unknown");
  info.origin = Origin::kLost;
  info.reason = reason;
  info.position = site.position;
  Datum datum;
  datum.number = Value::Symbol(info, bytes == 0 || bytes > 8 ? 8 : bytes, is_unsigned);
  return datum;
}

void Run::AddGap(const std::string& what, const Site& site, bool is_call) {
  out_.gaps.push_back(Gap{what, site.position, is_call});
}

Place Run::PlaceOfRecord(const std::string& record) const {
  Place place;
  place.record = record;
  place.in_layout = !record.empty() && record == options_.layout_record;
  return place;
}

Datum Run::PointTo(Base base, Place place) const {
  Datum datum;
  datum.is_pointer = true;
  datum.pointer.targets.push_back(
      {Value::Truth(true), Address{std::move(base), Value::Constant(0), std::move(place)}});
  return datum;
}

State Run::Merge(std::vector<State> states) {
  if (states.size() == 1) return std::move(states.front());
  std::size_t common = 0;
  const auto is_common = [&](std::size_t i) {
    return std::all_of(states.begin(), states.end(), [&](const State& state) {
      return i < state.guard.size() && state.guard[i] == states.front().guard[i];
    });
  };
  while (is_common(common)) ++common;
  State merged;
  merged.guard.assign(states.front().guard.begin(),
                      states.front().guard.begin() + static_cast<std::ptrdiff_t>(common));
  std::vector<Value> conditions;
  bool is_total = false;
  for (const State& state : states) {
    const Guard rest(state.guard.begin() + static_cast<std::ptrdiff_t>(common), state.guard.end());
    conditions.push_back(Conjunction(rest));
    is_total |= rest.empty();
  }
  is_total |= states.size() == 2 && IsNegationOf(conditions[0], conditions[1]);
  if (!is_total) {
    Value any = conditions[0];
    for (std::size_t i = 1; i < conditions.size(); ++i) any = Value::Or(any, conditions[i]);
    merged.guard.push_back(any);
  }
  const auto forget = [&](const std::string& key) {
    merged.versions[key] = ++evaluator_.next_symbol_;
  };
  std::map<CellKey, Cell> all;  // one of the cells of each key
  for (const State& state : states) all.insert(state.cells.begin(), state.cells.end());
  for (const auto& [key, cell] : all) {
    const bool is_return = key.first.ends_with(".return");
    std::vector<Datum> data;
    for (const State& state : states) {
      const auto found = state.cells.find(key);
      if (found != state.cells.end()) {
        if (found->second.bytes == cell.bytes) data.push_back(found->second.datum);
      } else if (!is_return && !IsCovered(state, key, cell.bytes)) {
        const Datum& like = cell.datum;
        data.push_back(
            Initial(key, Place{}, cell.bytes, like.is_pointer, like.number.is_unsigned(), state));
      }
    }
    if (data.size() != states.size()) continue;
    Datum datum = data.back();
    for (std::size_t i = states.size() - 1; i-- > 0;) {
      datum = Choose(conditions[i], data[i], datum);
    }
    merged.cells[key] = Cell{cell.bytes, datum};
  }
  for (const State& state : states) {
    for (const auto& [key, cell] : state.cells) {
      if (merged.cells.count(key) == 0) forget(key.first + "+" + std::to_string(key.second));
    }
    for (const auto& [key, version] : state.versions) {
      const bool is_same = std::all_of(states.begin(), states.end(), [&](const State& other) {
        const auto found = other.versions.find(key);
        return found != other.versions.end() && found->second == version;
      });
      if (merged.versions.count(key) > 0) continue;
      if (is_same) {
        merged.versions[key] = version;
      } else {
        forget(key);
      }
    }
    merged.escaped.insert(state.escaped.begin(), state.escaped.end());
  }
  return merged;
}

void Run::EnterLoop(Activation& activation, const std::set<std::int32_t>& blocks, State& state) {
  const Site site{activation.id, facts::kNoRegister,
                  program_.PositionText(activation.id, activation.function->position)};
  // Own storage keeps its content only if it is a local of this call that the loop does not name
  // and no cell points to.
  std::set<std::string> named;
  for (const std::int32_t block : blocks) {
    for (const facts::Register r : activation.function->blocks[block].instructions) {
      const facts::Instruction& instruction = activation.function->instructions[r];
      if (instruction.op == facts::Op::kLocal) {
        named.insert("own:" + activation.name + ".local" + std::to_string(instruction.immediate));
      }
    }
  }
  for (const auto& [key, cell] : state.cells) {
    if (!cell.datum.is_pointer) continue;
    for (const Pointer::Target& target : cell.datum.pointer.targets) {
      named.insert(target.address.base.name);
    }
  }
  const std::string own = "own:" + activation.name + ".local";
  std::set<std::string> forgotten(named.begin(), named.end());
  for (const auto& [key, cell] : state.cells) {
    if (!key.first.starts_with(own)) forgotten.insert(key.first);
  }
  // A pointer that the loop moves on is followed no further.
  for (const auto& [key, cell] : std::map<CellKey, Cell>(state.cells)) {
    if (forgotten.count(key.first) > 0) HandOut(cell.datum, state, site, "a loop");
  }
  for (const std::string& name : forgotten) ForgetObject(name, state);
  ForgetInput(state, "");
}

bool Run::Walk(Activation& activation, State& state) {
  const facts::Function& function = *activation.function;
  const Graph graph = GraphOf(function);
  activation.registers.assign(function.instructions.size(), std::nullopt);
  // What a call did before it threw is not followed, so neither is what a handler finds.
  for (const std::int32_t block : graph.order) {
    for (const facts::Edge& edge : function.blocks[block].successors) {
      if (edge.kind != facts::EdgeKind::kException || edge.block == kExitBlock) continue;
      const std::vector<facts::Register>& inside = function.blocks[block].instructions;
      const Site site = inside.empty() ? Site{} : SiteOf(activation, inside.back());
      AddGap("exception handler in " + function.name, site, false);
    }
  }
  std::map<std::int32_t, std::vector<State>> pending;
  pending[kEntryBlock].push_back(std::move(state));
  for (const std::int32_t block : graph.order) {
    if (out_.failed) return false;
    const auto found = pending.find(block);
    if (found == pending.end()) continue;
    State current = Merge(std::move(found->second));
    pending.erase(found);
    const auto loop = graph.loops.find(block);
    if (loop != graph.loops.end()) EnterLoop(activation, loop->second, current);
    if (block == kExitBlock) {
      state = std::move(current);
      return true;
    }
    if (current.cells.size() > kCellMax) {
      out_.failed = true;
      AddGap("function too large to evaluate: " + function.name, Site{}, false);
      return false;
    }
    bool ended = false;
    RunBlock(activation, function.blocks[block], current, &ended);
    if (ended) continue;
    // Edges back to a loop's header: the header stands for every iteration already.
    State leaving = current;
    std::map<std::int32_t, std::vector<State>> next;
    LeaveBlock(activation, block, leaving, &next);
    for (auto& [to, states] : next) {
      if (graph.rank[to] <= graph.rank[block]) continue;
      for (State& one : states) pending[to].push_back(std::move(one));
    }
  }
  return false;
}

void Run::RunBlock(Activation& activation, const facts::Block& block, State& state, bool* ended) {
  for (const facts::Register r : block.instructions) {
    const facts::Instruction& instruction =
        activation.function->instructions[static_cast<std::size_t>(r)];
    activation.registers[static_cast<std::size_t>(r)] =
        Step(activation, instruction, r, state, ended);
    if (*ended || out_.failed) return;
  }
}

void Run::LeaveBlock(Activation& activation, std::int32_t block, const State& state,
                     std::map<std::int32_t, std::vector<State>>* pending) {
  const facts::Block& from = activation.function->blocks[block];
  Guard normal = state.guard;
  for (const facts::Edge& edge : from.successors) {
    if (edge.kind != facts::EdgeKind::kException || edge.block == kExitBlock) continue;
    const Value thrown = Value::Equal(Lost("whether a call throws", Site{}, 1, true).number,
                                      Value::Constant(1, 1, true));
    State handler = state;
    handler.guard.push_back(thrown);
    normal.push_back(Value::Not(thrown));
    (*pending)[edge.block].push_back(std::move(handler));
  }
  const bool has_condition = from.condition != facts::kNoRegister;
  Guard others;
  for (const facts::Edge& edge : from.successors) {
    State next = state;
    next.guard = normal;
    std::vector<Value> added;
    switch (edge.kind) {
      case facts::EdgeKind::kException:
        continue;
      case facts::EdgeKind::kAlways:
        break;
      case facts::EdgeKind::kTrue:
        if (has_condition) added.push_back(Truth(Get(activation, from.condition)));
        break;
      case facts::EdgeKind::kFalse:
        if (has_condition) added.push_back(Value::Not(Truth(Get(activation, from.condition))));
        break;
      case facts::EdgeKind::kCase: {
        const Value number = Number(Get(activation, from.condition));
        const Value equal = Value::Equal(
            number, Value::Constant(edge.case_value, number.bytes(), number.is_unsigned()));
        added.push_back(equal);
        others.push_back(Value::Not(equal));
        break;
      }
      case facts::EdgeKind::kDefault:
        for (const facts::Edge& other : from.successors) {
          if (other.kind != facts::EdgeKind::kCase) continue;
          const Value number = Number(Get(activation, from.condition));
          added.push_back(Value::Not(Value::Equal(
              number, Value::Constant(other.case_value, number.bytes(), number.is_unsigned()))));
        }
        break;
    }
    bool is_possible = true;
    for (const Value& condition : added) {
      if (condition.IsConstant(0)) is_possible = false;
      if (!condition.IsConstant()) next.guard.push_back(condition);
    }
    if (is_possible) (*pending)[edge.block].push_back(std::move(next));
  }
}

void Run::HandOut(const Datum& datum, const State& state, const Site& site, const std::string& to) {
  if (!datum.is_pointer) return;
  for (const Pointer::Target& target : datum.pointer.targets) {
    if (target.address.base.kind != BaseKind::kInput) continue;
    HandedOut handed;
    handed.address = target.address;
    handed.guard = state.guard;
    if (!target.condition.IsConstant(1)) handed.guard.push_back(target.condition);
    handed.site = site;
    handed.to = to;
    out_.handed_out.push_back(std::move(handed));
  }
}

Datum Run::UnknownCall(Activation& activation, const facts::Instruction& instruction,
                       facts::Register at, const std::string& name, State& state) {
  const Site site = SiteOf(activation, at);
  // What can be reached from the arguments may change.
  std::vector<Datum> open;
  for (const facts::Register argument : instruction.args) open.push_back(Get(activation, argument));
  for (const Datum& argument : open) HandOut(argument, state, site, name);
  std::set<std::string> reached = state.escaped;
  // The place of a result is written by the call; an object without a destructor that keeps its own
  // address would dangle.
  const link::FunctionId callee = program_.FindFunction(instruction.symbol);
  if (callee != link::kNoFunction && program_.function(callee).returns_record &&
      open.size() > program_.function(callee).parameters.size() && open.back().is_pointer) {
    const Pointer::Target& slot = open.back().pointer.targets.front();
    const facts::Record* record = program_.FindRecord(slot.address.place.record);
    if (slot.address.base.kind == BaseKind::kOwn && record != nullptr &&
        record->destructor.empty() && !record->is_polymorphic) {
      ForgetObject(slot.address.base.name, state);
      open.pop_back();
    }
  }
  while (!open.empty()) {
    const Datum datum = open.back();
    open.pop_back();
    if (!datum.is_pointer) continue;
    for (const Pointer::Target& target : datum.pointer.targets) {
      const std::string& base = target.address.base.name;
      if (target.address.base.kind != BaseKind::kOwn || !reached.insert(base).second) continue;
      for (const auto& [key, cell] : state.cells) {
        if (key.first == base) open.push_back(cell.datum);
      }
    }
  }
  for (const std::string& base : reached) {
    for (const auto& [key, cell] : state.cells) {
      if (key.first == base) HandOut(cell.datum, state, site, name);
    }
  }
  state.escaped = reached;
  for (const std::string& base : reached) ForgetObject(base, state);
  ForgetInput(state, "");
  AddGap("call of " + name, site, true);
  return Lost("result of " + name, site);
}

Datum Run::Call(Activation& activation, const facts::Instruction& instruction, facts::Register at,
                State& state, bool* ended) {
  const link::FunctionId callee = program_.FindFunction(instruction.symbol);
  const Site site = SiteOf(activation, at);
  if (callee == link::kNoFunction) {
    const std::string::size_type last = instruction.symbol.rfind('@');
    return UnknownCall(activation, instruction, at, instruction.symbol.substr(last + 1), state);
  }
  const facts::Function& function = program_.function(callee);
  std::vector<Datum> arguments;
  for (const facts::Register argument : instruction.args) {
    arguments.push_back(Get(activation, argument));
  }
  out_.calls.push_back(CallSeen{callee, arguments, state.guard, site});
  const bool is_recursive = std::find(stack_.begin(), stack_.end(), callee) != stack_.end();
  const bool is_wanted = options_.inline_all || options_.inlined.count(callee) > 0;
  if (instruction.is_virtual || is_recursive || !is_wanted || stack_.size() >= kDepthMax ||
      function.is_variadic) {
    return UnknownCall(activation, instruction, at, function.name, state);
  }
  Activation inner;
  inner.id = callee;
  inner.function = &function;
  inner.name = "call" + std::to_string(++activations_);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    // The declared type of a parameter says more than where the pointer was found.
    if (i < function.parameters.size() && !function.parameters[i].record.empty() &&
        arguments[i].is_pointer) {
      for (Pointer::Target& target : arguments[i].pointer.targets) {
        Place& place = target.address.place;
        if (place.record.empty() && !place.in_layout) {
          place = PlaceOfRecord(function.parameters[i].record);
        }
      }
    }
    if (i < function.parameters.size()) {
      const facts::Parameter& parameter = function.parameters[i];
      const bool wants_pointer = parameter.is_pointer || parameter.is_record;
      if (wants_pointer && !arguments[i].is_pointer) {
        arguments[i].pointer = PointerOf(arguments[i]);
        arguments[i].is_pointer = true;
        for (Pointer::Target& target : arguments[i].pointer.targets) {
          target.address.place = PlaceOfRecord(parameter.record);
        }
      }
    }
  }
  if (function.returns_record) {
    inner.result_slot = arguments.size() > function.parameters.size()
                            ? arguments.back()
                            : PointTo({BaseKind::kUnknown, "result of " + function.name});
  }
  inner.arguments = std::move(arguments);
  stack_.push_back(callee);
  const bool returns = Walk(inner, state);
  stack_.pop_back();
  if (!returns) {
    *ended = true;
    return Datum();
  }
  if (function.returns_record) return inner.result_slot;
  const auto result = state.cells.find({"own:" + inner.name + ".return", 0});
  Datum datum = result != state.cells.end() ? result->second.datum : Datum();
  // Nothing outlives the call in its own storage, except through pointers, which would dangle.
  std::erase_if(state.cells, [&](const auto& cell) {
    return cell.first.first.starts_with("own:" + inner.name + ".");
  });
  return datum;
}

void Run::EvaluateRoot(link::FunctionId id) {
  const facts::Function& function = program_.function(id);
  Activation root;
  root.id = id;
  root.function = &function;
  root.name = "root";
  State state;
  for (const auto& [key, datum] : options_.memory) {
    state.cells[{"own:" + key.first, key.second}] =
        Cell{datum.is_pointer ? 8 : datum.number.bytes(), datum};
  }
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const facts::Parameter& parameter = function.parameters[i];
    const auto given = options_.arguments.find(static_cast<std::int32_t>(i));
    if (given != options_.arguments.end()) {
      root.arguments.push_back(given->second);
      continue;
    }
    const std::string name =
        parameter.name.empty() ? "argument" + std::to_string(i) : parameter.name;
    const Place place = PlaceOfRecord(parameter.record);
    if (parameter.is_record) {
      root.arguments.push_back(PointTo({BaseKind::kOwn, "own:argument." + name}, place));
    } else if (parameter.is_pointer) {
      const bool is_made = i == 0 && function.is_method && options_.constructs;
      root.arguments.push_back(
          is_made ? PointTo({BaseKind::kOwn, std::string("own:") + Evaluation::kThis}, place)
                  : PointTo({BaseKind::kInput, options_.prefix + name}, place));
    } else {
      // Width and sign are those of its uses; the widest is right for all that is not cast.
      SymbolInfo info;
      info.name = options_.prefix + name;
      info.origin = Origin::kArgument;
      bool is_unsigned = parameter.type.find("unsigned") != std::string::npos ||
                         parameter.type.find("uint") != std::string::npos ||
                         parameter.type.find("size_t") != std::string::npos;
      std::uint32_t bytes = 8;
      if (parameter.type == "bool" || parameter.type == "const bool") {
        info.maximum = 1;
        bytes = 1;
        is_unsigned = true;
      } else if (parameter.type.find("int8") != std::string::npos) {
        bytes = 1;
      } else if (parameter.type.find("int16") != std::string::npos) {
        bytes = 2;
      } else if (parameter.type.find("int32") != std::string::npos || parameter.type == "int" ||
                 parameter.type == "unsigned int" || parameter.type == "const int") {
        bytes = 4;
      }
      Datum datum;
      datum.number = Value::Symbol(info, bytes, is_unsigned);
      root.arguments.push_back(datum);
    }
  }
  if (function.returns_record) {
    root.result_slot = PointTo({BaseKind::kOwn, std::string("own:") + Evaluation::kResult});
  }
  stack_.push_back(id);
  const bool returns = Walk(root, state);
  stack_.pop_back();
  if (!returns) {
    out_.returns = {Value::Truth(false)};
    return;
  }
  out_.returns = state.guard;
  const std::string result_name = std::string("own:") + Evaluation::kResult;
  const auto result = state.cells.find({"own:root.return", 0});
  if (result != state.cells.end()) {
    out_.has_result = true;
    out_.result = result->second.datum;
  }
  const Site end{id, facts::kNoRegister, program_.PositionText(id, function.position)};
  HandOut(out_.result, state, end, "its caller");
  for (const auto& [key, cell] : state.cells) {
    if (!key.first.starts_with("own:")) {
      out_.memory[{key.first, key.second}] = cell.datum;
      continue;
    }
    out_.memory[{key.first.substr(4), key.second}] = cell.datum;
    if (key.first == result_name) HandOut(cell.datum, state, end, "its caller");
  }
}

Evaluation Evaluator::Evaluate(link::FunctionId function, const EvaluatorOptions& options) {
  Evaluation evaluation;
  Run run(*this, options, &evaluation);
  run.EvaluateRoot(function);
  return evaluation;
}

}  // namespace interlock::layout
