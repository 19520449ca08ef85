// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Calls of known, several and unknown functions.

#include <algorithm>

#include "checker/summary/address.h"
#include "checker/summary/function_analyzer.h"
#include "checker/summary/translate.h"

namespace interlock::summary {

using facts::Instruction;
using facts::Op;
using points_to::ObjectId;

std::size_t FunctionAnalyzer::CallableSkip(facts::Register r, link::FunctionId callee) const {
  // The callable itself is `this` of an operator(); a function pointer is no argument.
  const facts::Function& target = analyzer_.program().function(callee);
  const Instruction& ins = function_.instructions[r];
  if (target.call_operator_of.empty()) return 1;
  return Value(ins.args[0]).kind() == TermKind::kFunction ? 1 : 0;
}

void FunctionAnalyzer::Call(facts::Register r, State* state) {
  const Instruction& ins = function_.instructions[r];
  const State before = *state;
  const points_to::Callees& callees = analyzer_.CalleesOf(id_, r);
  State after;
  bool first = true;
  bool same_result = true;
  bool may_throw = false;
  Term result;
  bool has_result = false;
  has_term_[r] = false;
  for (link::FunctionId callee : callees.functions) {
    if (!analyzer_.HasSummary(callee)) continue;  // own component, not reached its end yet
    State one = before;
    has_term_[r] = false;
    const Summary& summary = analyzer_.SummaryOf(callee);
    Instantiate(r, summary, callee, before, &one);
    may_throw |= summary.may_throw;
    NoteClaims(r, callee, &one);
    const bool returns_record = analyzer_.program().function(callee).returns_record;
    Term value;
    bool known = has_term_[r];
    if (known) value = terms_[r];
    if (returns_record && !ins.args.empty()) {
      value = Value(ins.args.back());
      known = true;
    }
    if (first) {
      result = value;
      has_result = known;
    } else {
      same_result &= known && has_result && value == result;
    }
    first = false;
    Merge(one, &after);
  }
  if (callees.functions.size() > 1 && after.reachable) {
    after.imprecise.insert("one of several functions is called");
  }
  if (callees.unresolved) {
    State one = before;
    const bool declared = ins.op == Op::kCall;
    Opaque(r, declared ? "opaque call" : "unresolved indirect call",
           declared ? analyzer_.DeclaredName(ins.symbol) : function_.name, &one);
    may_throw = true;
    same_result = false;
    Merge(one, &after);
  }
  *state = std::move(after);
  if (has_result && same_result) {
    terms_[r] = result;
    has_term_[r] = true;
  } else {
    const std::string name = "u:f" + std::to_string(id_) + "." + std::to_string(r);
    terms_[r] = ins.is_pointer ? Term::UnknownAddress(name) : Term::Unknown(name);
    has_term_[r] = true;
  }
  const facts::Block& block = function_.blocks[graph_.BlockOf(r)];
  const bool has_handler =
      std::any_of(block.successors.begin(), block.successors.end(),
                  [](const facts::Edge& edge) { return edge.kind == facts::EdgeKind::kException; });
  if (!has_handler) return;
  Merge(ExceptionState(before, *state), &thrown_);
  if (!may_throw) return;
  real_throw_ = true;
  for (const auto& [lock, held] : before.held) {
    if (scoped_locks_.count(lock) != 0) continue;
    RecordUnresolved(r, "exception edge past a lock", lock.ToText(), true, {}, before);
  }
}

void FunctionAnalyzer::NoteClaims(facts::Register r, link::FunctionId callee, State* state) {
  const Instruction& ins = function_.instructions[r];
  if (ins.args.empty() || !state->reachable) return;
  for (const facts::Claim& claim : analyzer_.program().function(callee).claims) {
    // What the claim says is used only after the link stage has proved it from the body.
    if (claim.name == "signals") {
      state->signalled.insert(Value(ins.args[0]));
      RecordEvent(r, EventFactKind::kSignal, Value(ins.args[0]), false, -1, *state);
    } else if (claim.name == "waits_for") {
      state->waited.insert(Value(ins.args[0]));
      RecordEvent(r, EventFactKind::kWait, Value(ins.args[0]), false, -1, *state);
    }
  }
}

void FunctionAnalyzer::Opaque(facts::Register r, const std::string& kind, const std::string& name,
                              State* state) {
  const Instruction& ins = function_.instructions[r];
  const points_to::PointsTo& points_to = analyzer_.points_to();
  const State before = *state;
  NoteSynchronization(state);
  std::vector<Location> reach;
  for (facts::Register a : ins.args) {
    for (const Location& place : analyzer_.Where(id_, a)) reach.push_back(place);
  }
  std::sort(reach.begin(), reach.end());
  reach.erase(std::unique(reach.begin(), reach.end()), reach.end());
  std::vector<ObjectId> touched = points_to.ReachableObjects(reach);
  const std::vector<ObjectId>& escaped = points_to.EscapedObjects();
  touched.insert(touched.end(), escaped.begin(), escaped.end());
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());

  std::vector<std::int32_t> shared;
  std::vector<Location> places;
  for (ObjectId object : touched) {
    places.push_back(Location::Any(object));
    if (points_to.IsShared(object)) shared.push_back(object);
  }
  const bool everything = kind != "opaque call" || analyzer_.UnknownCodeMatters();
  RecordUnresolved(r, kind, name, everything, std::move(shared), *state);

  state->imprecise.insert("unknown code runs before it");
  Escape(touched, state);
  const auto touches = [&](const std::vector<Location>& where) {
    return where.empty() || Intersects(where, places);
  };
  for (auto it = state->memory.begin(); it != state->memory.end();) {
    it = touches(it->second.where) ? state->memory.erase(it) : std::next(it);
  }
  state->copies.erase(std::remove_if(state->copies.begin(), state->copies.end(),
                                     [&](const CopiedRange& copy) {
                                       return touches(copy.where) || touches(copy.source_where);
                                     }),
                      state->copies.end());
  if (!places.empty()) {
    const Term anywhere =
        Term::UnknownAddress("u:f" + std::to_string(id_) + "." + std::to_string(r));
    AddWrite(WriteFact{anywhere, 0, places, true}, state);
  }
  for (auto it = state->held.begin(); it != state->held.end();) {
    const bool reachable =
        std::any_of(it->second.objects.begin(), it->second.objects.end(), [&](std::int32_t object) {
          return object <= 1 || std::binary_search(touched.begin(), touched.end(), object);
        });
    if (reachable) state->imprecise.insert("unknown code may release locks");
    it = reachable ? state->held.erase(it) : std::next(it);
  }
  state->released_objects.insert(touched.begin(), touched.end());
  for (facts::Register a : ins.args) state->owned.erase(OwnerOf(Value(a)));
  for (auto it = state->owned.begin(); it != state->owned.end();) {
    it = it->second.in_cell && touches(it->second.where) ? state->owned.erase(it) : std::next(it);
  }
  PurgeOwned(state);
  state->last_owner_load.clear();

  const facts::Block& block = function_.blocks[graph_.BlockOf(r)];
  for (const facts::Edge& edge : block.successors) {
    if (edge.kind == facts::EdgeKind::kException && ins.op == Op::kOpaque) {
      Merge(ExceptionState(before, *state), &thrown_);
      break;
    }
  }
}

}  // namespace interlock::summary
