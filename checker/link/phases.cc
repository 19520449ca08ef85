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

struct Initial {
  int count = 0;          // initialisations seen
  Term participants;      // of the only one
};

/// What a latch or barrier is initialised with, by the place of its first byte.
class InitialCounts {
 public:
  InitialCounts(summary::Analyzer& analyzer) {
    const Program& program = analyzer.program();
    for (std::size_t f = 0; f < program.functions().size(); ++f) {
      const auto id = static_cast<FunctionId>(f);
      if (!analyzer.HasSummary(id)) continue;
      const facts::Function& function = program.function(id);
      for (std::size_t r = 0; r < function.instructions.size(); ++r) {
        const facts::Instruction& ins = function.instructions[r];
        if (ins.op != Op::kBarrierInit && ins.op != Op::kLatchInit) continue;
        const facts::Instruction& count = function.instructions[ins.args[1]];
        for (const summary::Location& place : analyzer.Where(id, ins.args[0])) {
          Initial& initial = by_object_[place.object];
          ++initial.count;
          initial.participants = count.op == Op::kConstant ? Term::Integer(count.immediate)
                                                           : Term::Unknown("participants");
        }
      }
    }
  }

  /// The constant count of the only initialisation of the object; false if it is not known.
  bool ConstantOf(std::int32_t object, std::int64_t* count) const {
    const auto found = by_object_.find(object);
    if (found == by_object_.end() || found->second.count != 1) return false;
    if (!found->second.participants.IsInteger()) return false;
    *count = found->second.participants.integer();
    return true;
  }

 private:
  std::map<std::int32_t, Initial> by_object_;
};

}  // namespace

void AddPhases(summary::Analyzer& analyzer, const std::vector<BuiltRole>& roles,
               const std::vector<protocol::RoleId>& role_of,
               const std::vector<const AccessFact*>& fact_of, protocol::Protocol* protocol) {
  // Who arrives at which latch or barrier, and how often the program text says so.
  std::map<Term, std::map<RoleId, int>> arrivals;
  std::map<Term, std::set<FunctionId>> waits;   // functions that wait for it, by their claims
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
      if (event.kind != summary::EventFactKind::kSignal &&
          event.kind != summary::EventFactKind::kBarrier) {
        continue;
      }
      // An arrival in a loop may happen any number of times: two places stand for that.
      bool repeated = false;
      for (const summary::Frame& frame : event.stack) {
        const summary::FlowGraph& graph = analyzer.GraphOf(frame.function);
        repeated |= !graph.LoopsAround(graph.BlockOf(frame.at)).empty() ||
                    analyzer.IsRecursive(frame.function);
      }
      repeated |= !ArrivesOnce(analyzer, event.stack.back());
      arrivals[event.object][role_of[i]] += repeated ? 2 : 1;
    }
  }
  const InitialCounts initial(analyzer);
  for (const auto& [object, by_role] : arrivals) {
    const Term root = summary::RootOf(object);
    // One object only: a variable or allocation that exists once.
    if (!summary::IsConcrete(root) || !root.children().empty() || root.integer() < 0) continue;
    std::int64_t count = 0;
    std::int64_t offset = 0;
    const auto place = static_cast<std::int32_t>(root.integer());
    const bool library = initial.ConstantOf(place, &count);
    if (!library) {
      if (!summary::ConstantOffset(object, &offset) || waits.count(object) == 0) continue;
      LatchCounter counter;
      bool proved = true;
      for (FunctionId wait : waits.at(object)) {
        proved &= ReturnsOnlyAtZero(analyzer, wait, &counter);
      }
      if (!proved || !StartsAtConstant(analyzer, place, offset, counter, &count)) continue;
    }
    // Every arrival is needed: as many single instances as the count, each arriving at one place.
    std::int64_t instances = 0;
    bool each_once = true;
    for (const auto& [role, places] : by_role) {
      each_once &= places == 1 && !protocol->roles[role].many;
      ++instances;
    }
    if (!each_once || instances != count) continue;
    for (std::size_t a = 0; a < protocol->accesses.size(); ++a) {
      const summary::Context& context = fact_of[a]->context;
      const bool waited =
          std::find(context.waited.begin(), context.waited.end(), object) != context.waited.end();
      const bool signalled = std::find(context.signalled.begin(), context.signalled.end(),
                                       object) != context.signalled.end();
      const bool arrives = by_role.count(protocol->accesses[a].role) != 0;
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
