// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What a function's summary says: the context of its accesses, the paths to them, its exit.

#include <algorithm>

#include "checker/summary/address.h"
#include "checker/summary/function_analyzer.h"
#include "checker/summary/translate.h"

namespace interlock::summary {
namespace {

using facts::EdgeKind;

/// Conditions kept per access; the innermost ones.
constexpr std::size_t kConditionsMax = 8;
/// Longest list of events before an access.
constexpr std::size_t kPrefixMax = 400;

}  // namespace

Context FunctionAnalyzer::ContextAt(facts::Register r, const State& state) {
  Context context;
  for (const auto& [lock, held] : state.held) context.held.push_back(held);
  context.released.assign(state.released.begin(), state.released.end());
  context.released_all = state.released_all;
  context.released_objects.assign(state.released_objects.begin(), state.released_objects.end());
  for (const auto& [spawn, live] : state.live) context.live.push_back(spawn);
  context.may_follow_spawn = state.may_follow_spawn;
  context.joined.assign(state.joined.begin(), state.joined.end());
  context.waited.assign(state.waited.begin(), state.waited.end());
  context.signalled.assign(state.signalled.begin(), state.signalled.end());
  context.imprecise = state.imprecise;
  const std::int32_t block = graph_.BlockOf(r);
  if (!graph_.IsGuardExact(block)) {
    context.imprecise.insert("the path condition is over-approximated");
  }
  const auto& guards = graph_.GuardsOf(block);
  for (auto it = guards.rbegin(); it != guards.rend(); ++it) {
    const facts::Block& from = function_.blocks[it->block];
    const facts::Edge& edge = from.successors[it->edge];
    if (from.condition == facts::kNoRegister) continue;
    Term condition = Value(from.condition);
    if (edge.kind == EdgeKind::kCase) {
      condition = Term::Binary(TermKind::kEqual, condition, Term::Integer(edge.case_value));
    } else if (edge.kind != EdgeKind::kTrue && edge.kind != EdgeKind::kFalse) {
      context.imprecise.insert("the path condition is over-approximated");
      continue;
    }
    if (condition.IsInteger()) continue;
    if (context.conditions.size() == kConditionsMax || TermSize(condition) > kTermNodesMax) {
      context.imprecise.insert("the path condition is shortened");
      continue;
    }
    context.conditions.push_back({condition, edge.kind != EdgeKind::kFalse});
  }
  return context;
}

bool FunctionAnalyzer::IsDuplicate(const AccessFact& access) {
  std::size_t hash = access.address.Hash() * 31 + access.size.Hash();
  hash = hash * 31 + static_cast<std::size_t>(access.stack.back().function) * 7919 +
         static_cast<std::size_t>(access.stack.back().at);
  hash = hash * 31 + access.context.held.size() * 17 + access.context.live.size();
  const auto range = access_keys_.equal_range(hash);
  for (auto it = range.first; it != range.second; ++it) {
    const AccessFact& other = summary_.accesses[it->second];
    if (other.stack.back() == access.stack.back() && other.is_write == access.is_write &&
        other.order == access.order && other.owned == access.owned &&
        other.in_cell == access.in_cell && other.address == access.address &&
        other.size == access.size && other.where == access.where &&
        other.context == access.context) {
      return true;
    }
  }
  access_keys_.emplace(hash, summary_.accesses.size());
  return false;
}

std::vector<std::int32_t> FunctionAnalyzer::EventsBefore(facts::Register r) const {
  std::vector<std::int32_t> events;
  for (std::int32_t block : graph_.ShortestPath(graph_.BlockOf(r))) {
    for (facts::Register at : function_.blocks[block].instructions) {
      if (at == r) break;
      const auto found = call_path_.find(at);
      if (found == call_path_.end()) continue;
      events.insert(events.end(), found->second.begin(), found->second.end());
    }
  }
  return events;
}

void FunctionAnalyzer::FinishPrefixes() {
  std::map<facts::Register, std::vector<std::int32_t>> before;
  const auto prefix_of = [&](facts::Register r) -> const std::vector<std::int32_t>& {
    const auto found = before.find(r);
    if (found != before.end()) return found->second;
    return before[r] = EventsBefore(r);
  };
  const auto finish = [&](facts::Register r, std::vector<std::int32_t>* prefix, Context* context) {
    const auto& start = prefix_of(r);
    prefix->insert(prefix->begin(), start.begin(), start.end());
    if (prefix->size() > kPrefixMax) {
      prefix->resize(kPrefixMax);
      context->imprecise.insert("the path to it has too many events");
    }
  };
  for (std::size_t i = 0; i < summary_.accesses.size(); ++i) {
    finish(access_at_[i], &summary_.accesses[i].prefix, &summary_.accesses[i].context);
  }
  for (std::size_t i = 0; i < summary_.spawns.size(); ++i) {
    if (spawn_at_[i] >= 0) {
      finish(spawn_at_[i], &summary_.spawns[i].prefix, &summary_.spawns[i].context);
    }
  }
  if (graph_.IsReachable(1)) {
    for (std::int32_t block : graph_.ShortestPath(1)) {
      for (facts::Register at : function_.blocks[block].instructions) {
        const auto found = call_path_.find(at);
        if (found == call_path_.end()) continue;
        summary_.path.insert(summary_.path.end(), found->second.begin(), found->second.end());
      }
    }
    if (summary_.path.size() > kPrefixMax) summary_.path.resize(kPrefixMax);
  }
}

Summary FunctionAnalyzer::Finish() {
  summary_.may_throw = may_throw_;
  summary_.returns = exit_.reachable;
  summary_.tries = tries_;
  summary_.entry_where = entry_where_;
  summary_.synchronizes = synchronizes_;
  summary_.stores = stores_;
  summary_.escapes.assign(escapes_.begin(), escapes_.end());
  if (summary_.accesses.size() > analyzer_.options().access_max) summary_.overflow = true;
  if (!exit_.reachable) return std::move(summary_);
  const auto local = [&](const Term& term) {
    return term.Contains(
        [&](const Term& t) { return t.kind() == TermKind::kLocal && !IsThreadLocal(t); });
  };
  for (const auto& [lock, held] : exit_.held) {
    if (!local(lock)) summary_.acquired.push_back(held);
  }
  summary_.released.assign(exit_.released.begin(), exit_.released.end());
  summary_.released_all = exit_.released_all;
  summary_.released_objects.assign(exit_.released_objects.begin(), exit_.released_objects.end());
  summary_.live = exit_.live;
  summary_.may_spawn = exit_.may_follow_spawn;
  summary_.joined.assign(exit_.joined.begin(), exit_.joined.end());
  summary_.joined_ranges = exit_.joined_ranges;
  summary_.waited.assign(exit_.waited.begin(), exit_.waited.end());
  summary_.signalled.assign(exit_.signalled.begin(), exit_.signalled.end());
  for (const auto& [address, cell] : exit_.memory) {
    if (local(address)) continue;
    // A cell that only repeats what the caller's memory held on entry tells nothing new.
    const bool entry_value = !cell.value.children().empty() && cell.value.child(0) == address &&
                             (cell.value.symbol() == "entry" || cell.value.symbol().empty());
    if (!entry_value) summary_.memory.push_back(cell);
  }
  for (const CopiedRange& copy : exit_.copies) {
    if (!local(copy.destination) && !local(copy.source)) summary_.copies.push_back(copy);
  }
  for (const auto& [root, object] : exit_.fresh) {
    if (root.kind() == TermKind::kHeap) summary_.fresh.push_back(root);
  }
  for (const auto& [pointer, resting] : exit_.owned) {
    if (resting.in_cell && !IsVisibleToCaller(resting.cell)) continue;
    summary_.owned.push_back(OwnedFact{pointer, resting.in_cell, resting.cell, resting.where});
  }
  for (const auto& [address, move] : moves_) summary_.moved.push_back(move);
  summary_.synchronizes = synchronizes_;
  for (const auto& [address, write] : exit_.written) summary_.written.push_back(write);
  if (results_ == 1) {
    summary_.result = result_;
    summary_.has_result = true;
  }
  summary_.imprecise = exit_.imprecise;
  return std::move(summary_);
}

}  // namespace interlock::summary
