// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "checker/counting/extractor.h"
#include "models/counting/resource_rules.h"

namespace interlock::counting {
namespace {

using facts::EdgeKind;
using facts::Instruction;
using facts::Op;
using facts::Register;
using link::FunctionId;
using points_to::Location;
using points_to::ObjectId;
using points_to::ObjectKind;

constexpr int kDepthMax = 24;

}  // namespace

void Extractor::Single(const Frame& frame, Register r, std::int32_t here, const Place& next,
                       PointCase point_case, const Linear& amount) {
  const std::int32_t point = NewPoint(frame, OperationText(point_case), {point_case});
  b_.system().points.back().site = SiteOf(frame, r);
  b_.Step(here, point);
  const std::int32_t after = PointOf(next);
  for (const Outcome outcome : OutcomesOf(point_case.operation)) {
    b_.On(point, outcome, after, {}, 0, amount).site = SiteOf(frame, r);
  }
}

std::string Extractor::OperationText(const PointCase& point_case) {
  switch (point_case.operation) {
    case Operation::kSend:
    case Operation::kTrySend:
      return "send ";
    case Operation::kReceive:
    case Operation::kTryReceive:
      return "receive ";
    case Operation::kWait:
      return "wait ";
    case Operation::kLock:
      return "lock ";
    case Operation::kConditionWaiting:
      return "waiting ";
    case Operation::kJoin:
      return "join ";
    case Operation::kClose:
      return "close ";
    default:
      return "operation ";
  }
}

bool Extractor::Operate(const Frame& frame, Register r, std::int32_t here, const Place& next) {
  const Instruction& ins = At(frame, r);
  switch (ins.op) {
    case Op::kCall:
    case Op::kCallIndirect:
      return Call(frame, r, here, next);
    case Op::kSpawn:
      Spawn(frame, r, here, next);
      return true;
    case Op::kJoin:
      Join(frame, r, here, next);
      return true;
    case Op::kLock:
    case Op::kUnlock: {
      if (ins.symbol != "exclusive") {
        Fail(frame, r, "lock that is shared");
        return true;
      }
      const auto where = OneObject(frame, r, ins.args[0], "mutex");
      if (!where) return true;
      Single(frame, r, here, next,
             {ins.op == Op::kLock ? Operation::kLock : Operation::kUnlock,
              resources_.MutexAt(*where)});
      return true;
    }
    case Op::kConditionWait:
      WaitForCondition(frame, r, here, next);
      return true;
    case Op::kNotify: {
      const auto where = OneObject(frame, r, ins.args[0], "condition variable");
      if (!where) return true;
      // One or all are not told apart. One is enough: that the others may wake by themselves is
      // in the system too.
      const std::int32_t condition = resources_.ConditionAt(*where);
      const std::int32_t point = NewPoint(frame, "notify ", {{Operation::kNotifyOne, condition}});
      b_.system().points.back().site = SiteOf(frame, r);
      b_.Step(here, point);
      notifies_.push_back({point, PointOf(next), condition});
      return true;
    }
    case Op::kDetach:
    case Op::kJoinRange:  // the joins themselves stand in the loop before
    case Op::kJoinElements:
      return false;
    case Op::kUnknown:
      if (!IsAtomicWait(ins)) return false;
      Fail(frame, r, "wait for the value of an atomic");
      return true;
    case Op::kThrow:
      Fail(frame, r, "exception");
      return true;
    case Op::kOpaque:
    case Op::kUnsupported:
      Fail(frame, r, "code that is not understood: " + ins.symbol);
      return true;
    case Op::kTryLock:
    case Op::kOnceBegin:
    case Op::kOnceEnd:
    case Op::kOncePassed:
    case Op::kBarrierInit:
    case Op::kBarrierWait:
    case Op::kLatchInit:
    case Op::kLatchCountDown:
    case Op::kLatchWait:
      Fail(frame, r, "synchronisation that counter systems do not express yet");
      return true;
    default:
      return false;
  }
}

void Extractor::Spawn(const Frame& frame, Register r, std::int32_t here, const Place& next) {
  const Instruction& ins = At(frame, r);
  const points_to::Callees callees = points_to_.CalleesOf(frame.function, r);
  const ObjectId thread = points_to_.ThreadObject(frame.function, r);
  if (callees.unresolved || callees.functions.size() != 1 || thread == points_to::kNoObject) {
    return Fail(frame, r, "thread whose function is not known");
  }
  const std::int32_t role = RoleOf(thread);
  spawned_in_[role].insert({&frame, r});
  if (!values_.RunsAgain(frame, r)) single_.insert(role);
  const std::int32_t after = PointOf(next);
  if (entries_.count(role) == 0) {
    auto entry = std::make_unique<Frame>();
    entry->function = callees.functions[0];
    entry->role = role;
    entry->depth = 1;
    entry->repeats = values_.RunsAgain(frame, r);
    for (const Register argument : ins.args)
      entry->arguments.push_back(values_.ValueOf(frame, argument));
    // What is a number here may differ from instance to instance.
    for (Value& argument : entry->arguments) argument.number.reset();
    entry->return_point = b_.AddEnded(role);
    entries_[role] = Enter(AddFrame(std::move(entry)));
  }
  Transition& step = b_.Step(here, after);
  step.spawns = {{entries_[role], 1}};
  step.site = SiteOf(frame, r);
}

void Extractor::Choose() {
  result_.choices.insert(static_cast<std::int32_t>(b_.system().transitions.size()) - 1);
}

void Extractor::Join(const Frame& frame, Register r, std::int32_t here, const Place& next) {
  const std::int32_t after = PointOf(next);
  std::set<std::int32_t> roles;
  for (const Location& location : values_.Where(frame, At(frame, r).args[0])) {
    if (points_to_.object(location.object).kind != ObjectKind::kThread) {
      return Fail(frame, r, "join of a thread that is not known");
    }
    roles.insert(RoleOf(location.object));
  }
  if (roles.empty()) return Fail(frame, r, "join of a thread that is not known");
  // Which of several threads is joined is not followed: this may pass at any time, or wait until
  // all of a role have ended. A program that is stuck here waits for one of them.
  const bool is_one = roles.size() == 1 && single_.count(*roles.begin()) != 0;
  if (!is_one) {
    b_.Step(here, after).site = SiteOf(frame, r);
    Choose();
  }
  for (const std::int32_t role : roles) {
    const std::int32_t point = NewPoint(frame, "join ", {{Operation::kJoin, role}});
    b_.system().points.back().site = SiteOf(frame, r);
    b_.Step(here, point);
    if (!is_one && !values_.RunsForAllElements(frame, r)) Choose();
    b_.On(point, Outcome::kJoined, after).site = SiteOf(frame, r);
  }
}

void Extractor::WaitForCondition(const Frame& frame, Register r, std::int32_t here,
                                 const Place& next) {
  const Instruction& ins = At(frame, r);
  const auto where = OneObject(frame, r, ins.args[0], "condition variable");
  const auto mutex_where = where ? OneObject(frame, r, ins.args[1], "mutex") : std::nullopt;
  if (!mutex_where) return;
  const std::int32_t condition = resources_.ConditionAt(*where);
  const std::int32_t mutex = resources_.MutexAt(*mutex_where);
  std::int32_t& own = b_.system().conditions[static_cast<std::size_t>(condition)].mutex;
  if (own >= 0 && own != mutex) return Fail(frame, r, "condition variable with two mutexes");
  own = mutex;
  const std::string site = SiteOf(frame, r);
  const auto begin = NewPoint(frame, "wait ", {{Operation::kConditionWait, condition}});
  const auto waiting = NewPoint(frame, "waiting ", {{Operation::kConditionWaiting, condition}});
  b_.system().points.back().site = site;
  const auto again = NewPoint(frame, "lock again ", {{Operation::kLock, mutex}});
  b_.Step(here, begin).site = site;
  b_.On(begin, Outcome::kWaitBegun, waiting).site = site;
  b_.On(waiting, Outcome::kSpuriousWake, again).site = site;
  b_.On(again, Outcome::kLocked, PointOf(next)).site = site;
  wakes_[condition].push_back({waiting, again});
}

bool Extractor::Call(const Frame& frame, Register r, std::int32_t here, const Place& next) {
  const points_to::Callees callees = points_to_.CalleesOf(frame.function, r);
  std::vector<FunctionId> relevant;
  bool others = false;
  for (const FunctionId callee : callees.functions) {
    const MethodEffect effect = classes_.EffectOf(callee);
    if (effect.kind != MethodKind::kNone || flow_.Synchronises(callee)) {
      relevant.push_back(callee);
    } else {
      others = true;
    }
  }
  if (callees.unresolved) {
    Fail(frame, r, "call whose target is not known");
    return true;
  }
  if (relevant.empty()) return false;
  const bool choice = relevant.size() > 1 || others;
  const auto begin = [&](FunctionId) {
    if (!choice) return here;
    const std::int32_t point = NewPoint(frame, "p");
    b_.Step(here, point);
    Choose();
    return point;
  };
  if (others) {
    b_.Step(here, PointOf(next));
    Choose();
  }
  for (const FunctionId callee : relevant) {
    if (error_) return true;
    CallOne(frame, r, begin(callee), next, callee);
  }
  return true;
}

void Extractor::CallOne(const Frame& frame, Register r, std::int32_t here, const Place& next,
                        FunctionId callee) {
  const Instruction& ins = At(frame, r);
  const MethodEffect effect = classes_.EffectOf(callee);
  switch (effect.kind) {
    case MethodKind::kNone:
      return Inline(frame, r, here, next, callee);
    case MethodKind::kNotUnderstood:
      return Fail(frame, r, effect.reason);
    case MethodKind::kSend:
    case MethodKind::kTrySend:
    case MethodKind::kReceive:
    case MethodKind::kTryReceive:
    case MethodKind::kCloseChannel:
    case MethodKind::kMakeChannel:
      return OnChannel(frame, r, here, next, callee, effect);
    case MethodKind::kWait:
    case MethodKind::kAddUnits:
    case MethodKind::kEndUnits:
    case MethodKind::kMakeCounter:
      break;
  }
  const auto where = OneObject(frame, r, ins.args[0], "counter");
  if (!where) return;
  const std::int32_t group = resources_.GroupAt(*where);
  std::optional<Linear> amount = Linear(effect.amount);
  if (effect.parameter >= 0) {
    amount = static_cast<std::size_t>(effect.parameter) < ins.args.size()
                 ? values_.Number(frame, ins.args[static_cast<std::size_t>(effect.parameter)])
                 : std::nullopt;
  }
  if (effect.kind != MethodKind::kWait && !OverParameters(amount)) {
    return Fail(frame, r, "number of units is not known");
  }
  result_.assumptions.insert("a counter wakes all that wait for it when it reaches 0: " +
                             program_.PositionText(callee, program_.function(callee).position));
  switch (effect.kind) {
    case MethodKind::kMakeCounter:
      resources_.Made(*where, frame, r);
      b_.system().groups[static_cast<std::size_t>(group)].initial = *amount;
      b_.Step(here, PointOf(next));
      return;
    case MethodKind::kWait:
      return Single(frame, r, here, next, {Operation::kWait, group});
    case MethodKind::kAddUnits:
      if (*amount == Linear(0)) {
        b_.Step(here, PointOf(next));
        return;
      }
      return Single(frame, r, here, next, {Operation::kAdd, group}, *amount);
    default:
      break;
  }
  if (!(*amount == Linear(1))) return Fail(frame, r, "ends another number of units than one");
  Single(frame, r, here, next, {Operation::kDone, group});
}

bool Extractor::OverParameters(const std::optional<Linear>& number) {
  return number &&
         std::all_of(number->terms().begin(), number->terms().end(), [](const LinearTerm& term) {
           return term.symbol.kind == SymbolKind::kParameter;
         });
}

void Extractor::OnChannel(const Frame& frame, Register r, std::int32_t here, const Place& next,
                          FunctionId callee, const MethodEffect& effect) {
  const Instruction& ins = At(frame, r);
  const auto where = OneObject(frame, r, ins.args[0], "channel");
  if (!where) return;
  const std::int32_t channel = resources_.ChannelAt(*where);
  result_.assumptions.insert(
      "waits and returns exactly as its claim says: " + program_.function(callee).name + " at " +
      program_.PositionText(callee, program_.function(callee).position));
  if (effect.kind == MethodKind::kMakeChannel) {
    const std::optional<Linear> capacity =
        values_.Number(frame, ins.args[static_cast<std::size_t>(effect.parameter)]);
    if (!OverParameters(capacity)) return Fail(frame, r, "capacity is not known");
    resources_.Made(*where, frame, r);
    b_.system().channels[static_cast<std::size_t>(channel)].capacity = *capacity;
    capacities_.insert(channel);
    b_.Step(here, PointOf(next));
    return;
  }
  // Guards of sends hold the capacity.
  const bool sends = effect.kind == MethodKind::kSend || effect.kind == MethodKind::kTrySend;
  if (sends && capacities_.count(channel) == 0) {
    return Fail(frame, r, "channel is used before it is made");
  }
  switch (effect.kind) {
    case MethodKind::kCloseChannel:
      return Single(frame, r, here, next, {Operation::kClose, channel});
    case MethodKind::kTrySend:
      return Single(frame, r, here, next, {Operation::kTrySend, channel});
    case MethodKind::kTryReceive:
      return Single(frame, r, here, next, {Operation::kTryReceive, channel});
    default:
      break;
  }
  // The two outcomes are told apart: a send returns whether it sent, a receive fills its
  // optional.
  const PointCase point_case{sends ? Operation::kSend : Operation::kReceive, channel};
  const std::int32_t point = NewPoint(frame, OperationText(point_case), {point_case});
  b_.system().points.back().site = SiteOf(frame, r);
  b_.Step(here, point);
  for (const Outcome outcome : OutcomesOf(point_case.operation)) {
    Place after = next;
    after.known = {};
    const bool good = outcome == Outcome::kSent || outcome == Outcome::kReceived;
    if (sends) {
      after.known = {&frame, r, points_to::kNoObject, good};
    } else {
      const std::vector<Location> slot = values_.Where(frame, ins.args.back());
      // Nobody else may write it; each activation has its own.
      if (program_.function(callee).returns_record && slot.size() == 1 && slot[0].IsExact() &&
          points_to_.object(slot[0].object).kind == ObjectKind::kLocal &&
          !points_to_.IsShared(slot[0].object)) {
        after.known = {&frame, facts::kNoRegister, slot[0].object, good};
      }
    }
    b_.On(point, outcome, PointOf(after)).site = SiteOf(frame, r);
  }
}

void Extractor::Inline(const Frame& frame, Register r, std::int32_t here, const Place& next,
                       FunctionId callee) {
  for (const Frame* up = &frame; up != nullptr; up = up->caller) {
    if (up->function == callee) return Fail(frame, r, "recursion that leads to synchronisation");
  }
  if (frame.depth >= kDepthMax) return Fail(frame, r, "calls are nested too deep");
  auto inner = std::make_unique<Frame>();
  inner->function = callee;
  inner->caller = &frame;
  inner->call = r;
  inner->role = frame.role;
  inner->depth = frame.depth + 1;
  inner->repeats = values_.RunsAgain(frame, r);
  const Instruction& ins = At(frame, r);
  const std::size_t first = ins.op == Op::kCallIndirect ? IndirectOffset(callee) : 0;
  for (std::size_t i = first; i < ins.args.size(); ++i) {
    inner->arguments.push_back(values_.ValueOf(frame, ins.args[i]));
  }
  Place after = next;
  after.known = {};
  inner->return_point = PointOf(after);
  // One call that is reached with more or less known of earlier results is still one call.
  const auto [entry, inserted] = inlined_.try_emplace({&frame, r, callee, inner->return_point}, 0);
  if (inserted) entry->second = Enter(AddFrame(std::move(inner)));
  b_.Step(here, entry->second);
}

std::size_t Extractor::IndirectOffset(FunctionId callee) const {
  return program_.function(callee).is_method ? 0 : 1;
}

}  // namespace interlock::counting
