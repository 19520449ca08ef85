// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/counting/extract.h"

#include <algorithm>

#include "checker/counting/extractor.h"
#include "models/counting/simplify.h"

namespace interlock::counting {
namespace {

using facts::EdgeKind;
using facts::Function;
using facts::Instruction;
using facts::Op;
using facts::Register;
using link::FunctionId;
using points_to::Location;
using points_to::ObjectId;
using points_to::ObjectKind;

// More than this is no small protocol; the proof would not end either.
constexpr std::size_t kPointMax = 600;

}  // namespace

Extractor::Extractor(const link::Program& program, const points_to::PointsTo& points_to,
                     FunctionId root)
    : program_(program),
      points_to_(points_to),
      classes_(program),
      flow_(program, points_to, classes_),
      values_(program, points_to, classes_, flow_),
      b_(program.function(root).name),
      resources_(points_to, values_, flow_, &b_) {
  result_.assumptions.insert(
      "code between blocking operations terminates, loops over atomics and input included");
  result_.assumptions.insert("no exception is thrown past a blocking operation");
  result_.assumptions.insert("nobody but the root and its threads uses their objects");
  StartRoot(root);
}

Result<Extraction> Extractor::Run() {
  if (points_to_.exhausted()) return MakeError("points-to analysis ran out of budget", "");
  while (!open_.empty() && !error_) {
    const Place place = open_.front();
    open_.pop_front();
    Walk(place);
    if (b_.system().points.size() > kPointMax) {
      Fail(*place.frame, facts::kNoRegister, "protocol is too large to be inlined");
    }
  }
  if (!error_) CheckWhole();
  if (error_) return *error_;
  for (const auto& [from, to, condition] : notifies_) b_.Notify(from, to, wakes_[condition]);
  b_.AddProperty("deadlock", PropertyKind::kDeadlock);
  result_.system = b_.Take();
  LeaveOutPassages(&result_.system, &result_.choices);
  return std::move(result_);
}

void Extractor::Fail(const Frame& frame, Register r, const std::string& reason) {
  if (error_) return;
  const facts::Position position = r >= 0 ? At(frame, r).position : FunctionOf(frame).position;
  error_ =
      MakeError(reason, program_.PositionText(frame.function, position), ErrorKind::kUnsupported);
}

std::string Extractor::SiteOf(const Frame& frame, Register r) const {
  return program_.PositionText(frame.function, At(frame, r).position);
}

void Extractor::StartRoot(FunctionId root) {
  const Function& function = program_.function(root);
  const std::int32_t role = b_.AddRole("main", Instances::kOne);
  auto frame = std::make_unique<Frame>();
  frame->function = root;
  frame->role = role;
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const facts::Parameter& parameter = function.parameters[i];
    Value value;
    if (parameter.is_pointer || parameter.is_record) {
      for (std::size_t r = 0; r < function.instructions.size(); ++r) {
        const Instruction& ins = function.instructions[r];
        if (ins.op != Op::kParameter || ins.immediate != static_cast<std::int64_t>(i)) continue;
        value.where = points_to_.Of(root, static_cast<Register>(r));
        break;
      }
    } else if (parameter.type.find("double") == std::string::npos &&
               parameter.type.find("float") == std::string::npos) {
      // Any integer: the caller's choice.
      const auto index = static_cast<std::int32_t>(b_.system().parameters.size());
      b_.system().parameters.push_back(
          {parameter.name.empty() ? "argument " + std::to_string(i) : parameter.name, ""});
      value.number = Linear(ParameterSymbol(index));
    }
    frame->arguments.push_back(std::move(value));
  }
  frame->return_point = b_.AddEnded(role);
  const std::int32_t start = b_.AddPoint(role, "start", 1);
  b_.Step(start, Enter(AddFrame(std::move(frame))));
}

const Frame& Extractor::AddFrame(std::unique_ptr<Frame> frame) {
  frame->index = frames_.size();
  frames_.push_back(std::move(frame));
  return *frames_.back();
}

std::int32_t Extractor::PointOf(const Place& place) {
  const auto [entry, inserted] = places_.try_emplace(place, 0);
  if (inserted) {
    entry->second = NewPoint(*place.frame, "p");
    open_.push_back(place);
  }
  return entry->second;
}

std::int32_t Extractor::NewPoint(const Frame& frame, const std::string& what,
                                 std::vector<PointCase> cases) {
  const std::int32_t point =
      b_.AddPoint(frame.role, what + std::to_string(b_.system().points.size()), std::move(cases));
  return point;
}

std::int32_t Extractor::RoleOf(ObjectId thread) {
  const auto [entry, inserted] = roles_.try_emplace(thread, 0);
  if (inserted) {
    const points_to::Object& object = points_to_.object(thread);
    std::string name = object.name.empty() ? object.key : object.name;
    name += " #" + std::to_string(roles_.size());
    entry->second = b_.AddRole(name, Instances::kSpawned);
  }
  return entry->second;
}

void Extractor::AddLoopCounters(const Frame& frame) {
  if (!counted_.insert(frame.index).second || frame.repeats) return;
  const Function& function = FunctionOf(frame);
  for (const facts::Loop& loop : function.loops) {
    if (loop.variable < 0 || loop.container >= 0 || loop.initial < 0 || loop.step != 1) continue;
    const Instruction& initial = function.instructions[static_cast<std::size_t>(loop.initial)];
    if (initial.op != Op::kConstant || initial.immediate < 0) continue;
    const ObjectId object = points_to_.LocalObject(frame.function, loop.variable);
    if (object != points_to::kNoObject && points_to_.IsShared(object)) continue;
    if (!flow_.HasSynchronisation(frame.function, loop.blocks)) continue;
    const Symbol symbol =
        b_.AddVariable(function.locals[static_cast<std::size_t>(loop.variable)].name + " #" +
                           std::to_string(b_.system().variables.size()),
                       0, 0, 0);
    b_.system().variables.back().bounded = false;
    values_.FollowCounter(frame, loop.variable, symbol);
  }
}

void Extractor::CheckWhole() {
  if (const auto doubt = resources_.FirstDoubt(frames_)) return Fail(*doubt);
  if (const auto location = values_.FirstIncompleteRead()) {
    return Fail(
        *frames_.front(), facts::kNoRegister,
        "pointer changes after it was used: " + points_to::LocationText(points_to_, *location));
  }
  for (const auto& [role, starts] : spawned_in_) {
    if (starts.size() == 1) continue;
    return Fail(*starts.begin()->first, starts.begin()->second,
                "threads of one kind are started in several places");
  }
  // A condition that nobody waits for still needs a mutex to be one.
  for (Condition& condition : b_.system().conditions) {
    if (condition.mutex < 0) condition.mutex = b_.AddMutex(condition.name + " (nobody waits)");
  }
}

std::optional<Location> Extractor::OneObject(const Frame& frame, Register at, Register address,
                                             const char* what) {
  Doubt doubt;
  const auto where = resources_.OneObject(frame, at, address, what, &doubt);
  if (!where) Fail(doubt);
  return where;
}

void Extractor::Walk(const Place& place) {
  const Frame& frame = *place.frame;
  AddLoopCounters(frame);
  const Function& function = FunctionOf(frame);
  const facts::Block& block = function.blocks[static_cast<std::size_t>(place.block)];
  std::int32_t here = places_.at(place);
  Known known = place.known;
  if (place.block == 1) {
    b_.Step(here, frame.return_point);
    return;
  }
  for (std::size_t i = place.position; i < block.instructions.size(); ++i) {
    const Register r = block.instructions[i];
    Known known_after = known;
    values_.Forget(frame, r, &known_after);
    const Place next{&frame, place.block, i + 1, known_after};
    if (Operate(frame, r, here, next)) return;  // goes on at other places
    if (error_) return;
    known = known_after;
    values_.KeepStore(frame, At(frame, r));
    here = Follow(frame, r, here);
  }
  Leave(frame, block, here, known);
}

std::int32_t Extractor::Follow(const Frame& frame, Register r, std::int32_t here) {
  const Instruction& ins = At(frame, r);
  if (ins.op != Op::kStore) return here;
  const std::optional<Symbol> counter = values_.LoopCounter(frame, ins.args[0]);
  if (!counter) return here;
  const Instruction& value = At(frame, ins.args[1]);
  Effect effect{*counter, true, 0};
  if (value.op == Op::kConstant) {
    // Runs once: the counter may as well have started there.
    if (!values_.RunsAgain(frame, r)) {
      b_.system().variables[static_cast<std::size_t>(counter->index)].initial = value.immediate;
      return here;
    }
    effect.value = value.immediate;
  } else if (value.op == Op::kBinary && value.symbol == "+" &&
             values_.Number(frame, value.args[0]) == Linear(*counter) &&
             At(frame, value.args[1]).op == Op::kConstant) {
    effect.assign = false;
    effect.value = At(frame, value.args[1]).immediate;
  } else {
    Fail(frame, r, "loop counter changes in an unusual way");
    return here;
  }
  const std::int32_t after = NewPoint(frame, "p");
  b_.Step(here, after, {}, {effect}).site = SiteOf(frame, r);
  return after;
}

void Extractor::Leave(const Frame& frame, const facts::Block& block, std::int32_t here,
                      const Known& known) {
  std::vector<facts::Edge> edges;
  for (const facts::Edge& edge : block.successors) {
    if (edge.kind != EdgeKind::kException) edges.push_back(edge);
  }
  if (edges.empty()) {
    // The process ends here: nobody waits for anything any more.
    b_.Step(here, here);
    return;
  }
  const auto to = [&](const facts::Edge& edge) { return PointOf({&frame, edge.block, 0, known}); };
  Judgement condition;
  const bool branch = block.condition != facts::kNoRegister && edges.size() > 1;
  bool is_choice = edges.size() > 1;
  if (branch) {
    condition = values_.Judge(frame, known, block.condition);
    const Instruction& test = At(frame, block.condition);
    if (test.op == Op::kUnknown && test.symbol == "elements that move") {
      // Relocation inside a container: what is left behind is empty.
      condition.value = false;
      result_.assumptions.insert("nothing waits for elements that a container moved: " +
                                 SiteOf(frame, block.condition));
    }
    is_choice &= !values_.TestsThread(frame, block.condition);
  }
  for (const facts::Edge& edge : edges) {
    const bool two_way = edge.kind == EdgeKind::kTrue || edge.kind == EdgeKind::kFalse;
    const bool when = edge.kind == EdgeKind::kTrue;
    if (branch && two_way && condition.value) {
      if (*condition.value == when) b_.Step(here, to(edge));
      continue;
    }
    if (branch && two_way && condition.when_true) {
      std::vector<Constraint> guard{*condition.when_true};
      if (!when) guard = Negated(guard[0]);
      b_.Step(here, to(edge), guard).site = SiteOf(frame, block.condition);
      continue;
    }
    const std::int32_t target = to(edge);
    Transition& step = b_.Step(here, target);
    if (block.condition != facts::kNoRegister) step.site = SiteOf(frame, block.condition);
    // A handle without a thread has nothing to join: only that way is a choice.
    if (is_choice || (edges.size() > 1 && edge.kind != EdgeKind::kTrue)) Choose();
  }
}

Result<Extraction> ExtractCounterSystem(const link::Program& program,
                                        const points_to::PointsTo& points_to,
                                        link::FunctionId root) {
  return Extractor(program, points_to, root).Run();
}

}  // namespace interlock::counting
