// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/link/phases.h"

#include <algorithm>
#include <map>
#include <set>

#include "checker/link/latch_shape.h"
#include "checker/summary/address.h"
#include "checker/summary/state.h"

namespace interlock::link {
namespace {

using facts::Op;
using protocol::PhaseInterval;
using protocol::RoleId;

/// Initialisations of one latch or barrier of the standard library.
struct Initial {
  int count = 0;
  Term arrivals;
};

bool IsRepeated(summary::Analyzer& analyzer, const EventFact& event) {
  return std::any_of(event.stack.begin(), event.stack.end(), [&](const summary::Frame& frame) {
    const summary::FlowGraph& graph = analyzer.GraphOf(frame.function);
    return !graph.LoopsAround(graph.BlockOf(frame.at)).empty() ||
           analyzer.IsRecursive(frame.function);
  });
}

/// True if the root is `main`, which the environment calls once.
bool RunsOnce(const summary::Analyzer& analyzer, const std::vector<BuiltRole>& roles) {
  return std::all_of(roles.begin(), roles.end(), [&](const BuiltRole& role) {
    const facts::Function& entry = analyzer.program().function(role.entry);
    return role.parent >= 0 || entry.name == "main" || entry.is_initializer;
  });
}

/// Arrivals at one latch or barrier.
struct Arrivals {
  std::map<RoleId, int> places;  // 2 stands for several
  bool is_barrier = true;        // every arrival waits for the completion
};

/// Roles below `role` that have ended whenever `role` arrives at `object`: started before its first
/// arrival and joined before each.
std::set<RoleId> EndedBefore(const std::vector<BuiltRole>& roles,
                             const std::vector<RoleId>& role_of, std::size_t role,
                             const Term& object) {
  std::set<std::int32_t> running;
  for (const EventFact& event : roles[role].events) {
    if (event.kind != summary::EventFactKind::kSignal || !(event.object == object)) continue;
    running.insert(event.live.begin(), event.live.end());
  }
  std::set<RoleId> ended;
  for (const auto& [spawn, children] : roles[role].children) {
    if (running.count(spawn) != 0) continue;
    std::vector<std::int32_t> work;
    for (std::int32_t child : children) {
      // What its threads leave behind may run on.
      if (roles[child].outliving.empty() && roles[child].signalled_before.count(object) == 0) {
        work.push_back(child);
      }
    }
    while (!work.empty()) {
      const std::int32_t below = work.back();
      work.pop_back();
      if (!ended.insert(role_of[below]).second) continue;
      for (const auto& [next, grandchildren] : roles[below].children) {
        work.insert(work.end(), grandchildren.begin(), grandchildren.end());
      }
    }
  }
  // A role that stands for several spawns must have ended in all of them.
  for (std::size_t i = 0; i < roles.size(); ++i) {
    bool below = false;
    for (std::int32_t at = static_cast<std::int32_t>(i); at >= 0; at = roles[at].parent) {
      below |= at == static_cast<std::int32_t>(role);
    }
    if (!below) ended.erase(role_of[i]);
  }
  return ended;
}

}  // namespace

void AddPhases(summary::Analyzer& analyzer, const std::vector<BuiltRole>& roles,
               const std::vector<protocol::RoleId>& role_of,
               const std::vector<const AccessFact*>& fact_of, protocol::Protocol* protocol) {
  // Who arrives at which latch or barrier, and what each was made for.
  std::map<Term, Arrivals> arrivals;
  std::map<Term, Initial> initials;
  std::map<RoleId, const BuiltRole*> built_of;
  std::map<Term, std::set<FunctionId>> waits;  // functions that wait for it, by their claims
  for (std::size_t i = 0; i < roles.size(); ++i) {
    for (const EventFact& event : roles[i].events) {
      if (event.kind == summary::EventFactKind::kWait) {
        const summary::Frame& frame = event.stack.back();
        const facts::Function& caller = analyzer.program().function(frame.function);
        if (caller.instructions[frame.at].op != Op::kCall) continue;
        for (FunctionId callee : analyzer.CalleesOf(frame.function, frame.at).functions) {
          waits[event.object].insert(callee);
        }
      }
      if (event.kind == summary::EventFactKind::kInit) {
        Initial& initial = initials[event.object];
        initial.count += IsRepeated(analyzer, event) || roles[i].many ? 2 : 1;
        initial.arrivals = event.value;
      }
      if (event.kind != summary::EventFactKind::kSignal &&
          event.kind != summary::EventFactKind::kBarrier) {
        continue;
      }
      const summary::Frame& at = event.stack.back();
      if (analyzer.program().function(at.function).instructions[at.at].op == Op::kNotify) continue;
      // An arrival at a latch that is not known by name may be one at any of them.
      if (!summary::IsConcrete(summary::RootOf(event.object))) return;
      Arrivals& here = arrivals[event.object];
      here.is_barrier &= event.kind == summary::EventFactKind::kBarrier;
      // An arrival in a loop may happen any number of times: two places stand for that.
      const bool once = !IsRepeated(analyzer, event) && ArrivesOnce(analyzer, event.stack.back());
      here.places[role_of[i]] += once ? 1 : 2;
    }
    if (roles[i].parent >= 0) built_of[role_of[i]] = &roles[i];
  }
  for (const auto& [object, here] : arrivals) {
    const Term root = summary::RootOf(object);
    // One object only: a variable or allocation that exists once.
    if (!root.children().empty() || root.integer() < 0) continue;
    // A global one is used once only if the root runs once.
    if (root.kind() == TermKind::kGlobal && !RunsOnce(analyzer, roles)) continue;
    Term needed;
    const auto initial = initials.find(object);
    if (initial != initials.end()) {
      if (initial->second.count != 1) continue;
      needed = initial->second.arrivals;
    } else {
      std::int64_t count = 0;
      std::int64_t offset = 0;
      if (!summary::ConstantOffset(object, &offset) || waits.count(object) == 0) continue;
      LatchCounter counter;
      bool proved = true;
      for (FunctionId wait : waits.at(object)) {
        proved &= ReturnsOnlyAtZero(analyzer, wait, &counter);
      }
      const auto place = static_cast<std::int32_t>(root.integer());
      if (!proved || !StartsAtConstant(analyzer, place, offset, counter, &count)) continue;
      needed = Term::Integer(count);
    }
    // Every arrival is needed: there are no more instances than arrivals, and none arrives twice
    // for one completion (at a barrier it waits; at a latch it arrives at one place, once).
    bool each_once = true;
    Term instances = Term::Integer(0);
    for (const auto& [role, places] : here.places) {
      each_once &= here.is_barrier || places == 1;
      Term count = Term::Integer(1);
      const auto built = built_of.find(role);
      if (built != built_of.end()) {
        each_once &= built->second->has_count;
        count = built->second->count;
        for (std::int32_t above = built->second->parent; above >= 0; above = roles[above].parent) {
          each_once &= roles[above].parent < 0 ||
                       (roles[above].has_count && roles[above].count == Term::Integer(1));
        }
      }
      each_once &= built != built_of.end() || !protocol->roles[role].many;
      instances = instances.IsInteger() && instances.integer() == 0
                      ? count
                      : Term::Binary(TermKind::kAdd, count, instances);
    }
    const bool fits = instances == needed || (instances.IsInteger() && needed.IsInteger() &&
                                              instances.integer() <= needed.integer());
    if (!each_once || !fits) continue;
    const std::map<RoleId, int>& by_role = here.places;
    std::set<RoleId> ended;
    for (const auto& [role, places] : by_role) {
      const auto built = built_of.find(role);
      if (built == built_of.end() || here.is_barrier) continue;
      const auto index = static_cast<std::size_t>(built->second - roles.data());
      const std::set<RoleId> below = EndedBefore(roles, role_of, index, object);
      ended.insert(below.begin(), below.end());
    }
    for (const auto& [role, places] : by_role) ended.erase(role);
    for (std::size_t a = 0; a < protocol->accesses.size(); ++a) {
      const summary::Context& context = fact_of[a]->context;
      const bool waited =
          std::find(context.waited.begin(), context.waited.end(), object) != context.waited.end();
      const bool signalled = std::find(context.signalled.begin(), context.signalled.end(),
                                       object) != context.signalled.end();
      const RoleId role = protocol->accesses[a].role;
      const bool arrives = by_role.count(role) != 0 || ended.count(role) != 0;
      if (!waited && (signalled || !arrives)) continue;
      PhaseInterval phase;
      phase.object = object;
      phase.low = waited ? 1 : 0;
      phase.high = arrives && !signalled ? 0 : PhaseInterval::kForever;
      phase.arrives = arrives;
      protocol->accesses[a].phases.push_back(std::move(phase));
    }
  }
}

}  // namespace interlock::link
