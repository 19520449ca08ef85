// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/counting/extract.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "checker/counting/claimed_class.h"
#include "checker/counting/control_flow.h"
#include "models/counting/resource_rules.h"
#include "models/counting/simplify.h"
#include "models/counting/system_builder.h"

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
constexpr int kDepthMax = 24;

/// What is known of a value: where it may point, what number it is.
struct Value {
  std::vector<Location> where;
  std::optional<Linear> number;
};

/// One inlined call.
struct Frame {
  FunctionId function = link::kNoFunction;
  std::vector<Value> arguments;
  const Frame* caller = nullptr;       // null: the entry of a role
  Register call = facts::kNoRegister;  // in the caller
  std::int32_t role = 0;
  std::int32_t return_point = 0;
  bool repeats = false;  // may run more than once in the program
  std::size_t index = 0;
  int depth = 0;
};

/// The outcome of the last operation, where the program can ask for it: in the result of its call,
/// or in the optional that it filled.
struct Known {
  const Frame* frame = nullptr;
  Register result = facts::kNoRegister;    // of the call
  ObjectId object = points_to::kNoObject;  // the optional, if not kNoObject
  bool is_true = false;
  friend auto operator<=>(const Known&, const Known&) = default;
};

/// A place in an inlined call, with what is known there.
struct Place {
  const Frame* frame = nullptr;
  std::int32_t block = 0;
  std::size_t position = 0;  // index into the block's instructions
  Known known;
  friend auto operator<=>(const Place&, const Place&) = default;
};

class Extractor {
 public:
  Extractor(const link::Program& program, const points_to::PointsTo& points_to, FunctionId root)
      : program_(program),
        points_to_(points_to),
        classes_(program),
        flow_(program, points_to, classes_),
        b_(program.function(root).name) {
    result_.assumptions.insert("code between blocking operations terminates");
    result_.assumptions.insert("no exception is thrown past a blocking operation");
    result_.assumptions.insert("nobody but the root and its threads uses their objects");
    StartRoot(root);
  }

  Result<Extraction> Run() {
    if (points_to_.exhausted()) return MakeError("points-to analysis ran out of budget", "");
    while (!open_.empty() && !error_) {
      const Place place = open_.front();
      open_.pop_front();
      Walk(place);
      if (b_.system().points.size() > kPointMax) {
        Fail(*place.frame, facts::kNoRegister, "protocol is too large to be inlined");
      }
    }
    if (!error_) CheckResources();
    if (error_) return *error_;
    for (const auto& [from, to, condition] : notifies_) b_.Notify(from, to, wakes_[condition]);
    b_.AddProperty("deadlock", PropertyKind::kDeadlock);
    result_.system = b_.Take();
    LeaveOutPassages(&result_.system, &result_.choices);
    return std::move(result_);
  }

 private:
  const Function& FunctionOf(const Frame& frame) const { return program_.function(frame.function); }
  const Instruction& At(const Frame& frame, Register r) const {
    return FunctionOf(frame).instructions[static_cast<std::size_t>(r)];
  }

  void Fail(const Frame& frame, Register r, const std::string& reason) {
    if (error_) return;
    const facts::Position position = r >= 0 ? At(frame, r).position : FunctionOf(frame).position;
    error_ =
        MakeError(reason, program_.PositionText(frame.function, position), ErrorKind::kUnsupported);
  }

  std::string SiteOf(const Frame& frame, Register r) const {
    return program_.PositionText(frame.function, At(frame, r).position);
  }

  // --- roles and frames ------------------------------------------------------------------------

  void StartRoot(FunctionId root) {
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

  const Frame& AddFrame(std::unique_ptr<Frame> frame) {
    frame->index = frames_.size();
    frames_.push_back(std::move(frame));
    return *frames_.back();
  }

  std::int32_t Enter(const Frame& frame) { return PointOf({&frame, 0, 0, {}}); }

  std::int32_t PointOf(const Place& place) {
    const auto [entry, inserted] = places_.try_emplace(place, 0);
    if (inserted) {
      entry->second = NewPoint(*place.frame, "p");
      open_.push_back(place);
    }
    return entry->second;
  }

  std::int32_t NewPoint(const Frame& frame, const std::string& what,
                        std::vector<PointCase> cases = {}) {
    const std::int32_t point =
        b_.AddPoint(frame.role, what + std::to_string(b_.system().points.size()), std::move(cases));
    return point;
  }

  std::int32_t RoleOf(ObjectId thread) {
    const auto [entry, inserted] = roles_.try_emplace(thread, 0);
    if (inserted) {
      const points_to::Object& object = points_to_.object(thread);
      std::string name = object.name.empty() ? object.key : object.name;
      name += " #" + std::to_string(roles_.size());
      entry->second = b_.AddRole(name, Instances::kSpawned);
    }
    return entry->second;
  }

  // --- values ----------------------------------------------------------------------------------

  std::vector<Location> Where(const Frame& frame, Register r) const {
    const Instruction& ins = At(frame, r);
    switch (ins.op) {
      case Op::kParameter:
        if (static_cast<std::size_t>(ins.immediate) < frame.arguments.size()) {
          return frame.arguments[static_cast<std::size_t>(ins.immediate)].where;
        }
        break;
      case Op::kCast:
        return Where(frame, ins.args[0]);
      case Op::kField: {
        std::vector<Location> where = Where(frame, ins.args[0]);
        for (Location& location : where) {
          location.offset += ins.immediate;
          if (location.stride > 0) location.offset %= location.stride;
        }
        return where;
      }
      case Op::kLoad: {
        std::set<Location> where;
        for (const Location& location : Where(frame, ins.args[0])) {
          if (IsFollowed(location)) {
            const std::set<Location>& content = stored_[location];
            read_[location].insert(content.size());
            where.insert(content.begin(), content.end());
            continue;
          }
          for (const Location& content : points_to_.ContentsOf(location)) where.insert(content);
        }
        return {where.begin(), where.end()};
      }
      default:
        break;
    }
    return points_to_.Of(frame.function, r);
  }

  /// True if every address that lies at this place was put there by a store that the walk follows,
  /// each call in its own place. So a lock object knows its mutex, whatever others hold.
  bool IsFollowed(const Location& location) const {
    if (!location.IsExact() || location.object <= points_to::PointsTo::kAnythingObject)
      return false;
    const points_to::Object& object = points_to_.object(location.object);
    if (object.kind != ObjectKind::kLocal || points_to_.IsShared(location.object)) return false;
    const auto [entry, inserted] = followed_.try_emplace(location.object, true);
    if (inserted) entry->second = IsStoredInWalkOnly(location.object);
    return entry->second;
  }

  bool IsStoredInWalkOnly(ObjectId object) const {
    for (const FunctionId id : points_to_.FunctionsTouching(object)) {
      const Function& function = program_.function(id);
      for (const Instruction& ins : function.instructions) {
        const bool writes = ins.op == Op::kStore || ins.op == Op::kReadModifyWrite ||
                            ins.op == Op::kCompareExchange || ins.op == Op::kCopy ||
                            ins.op == Op::kCopyElements;
        if (!writes) continue;
        const std::vector<ObjectId> objects = points_to_.ObjectsOf(id, ins.args[0]);
        if (std::count(objects.begin(), objects.end(), object) == 0) continue;
        if (ins.op != Op::kStore) return false;
        // A body that is walked is walked wherever it is called.
        if (!flow_.Synchronises(id) || classes_.EffectOf(id).kind != MethodKind::kNone)
          return false;
      }
    }
    return true;
  }

  // Keeps what a store puts where the walk follows stores.
  void KeepStore(const Frame& frame, const Instruction& ins) {
    if (ins.op != Op::kStore) return;
    for (const Location& location : Where(frame, ins.args[0])) {
      if (!IsFollowed(location)) {
        // An address that is not exact may be any place of the object.
        if (!location.IsExact()) unfollowed_.insert(location.object);
        continue;
      }
      for (const Location& value : Where(frame, ins.args[1])) stored_[location].insert(value);
    }
  }

  // What was read early must be all that was ever stored.
  bool IsReadComplete(const Location& location, const std::set<std::size_t>& sizes) const {
    const auto found = stored_.find(location);
    const std::size_t size = found == stored_.end() ? 0 : found->second.size();
    return unfollowed_.count(location.object) == 0 && sizes.size() == 1 && *sizes.begin() == size;
  }

  std::optional<Linear> Number(const Frame& frame, Register r) const {
    const Instruction& ins = At(frame, r);
    switch (ins.op) {
      case Op::kConstant:
        return Linear(ins.immediate);
      case Op::kParameter:
        if (static_cast<std::size_t>(ins.immediate) < frame.arguments.size()) {
          return frame.arguments[static_cast<std::size_t>(ins.immediate)].number;
        }
        return std::nullopt;
      case Op::kCast: {
        // A conversion may wrap what is no constant.
        const std::optional<Linear> number = Number(frame, ins.args[0]);
        if (number && number->IsConstant() && number->constant() >= 0 && ins.bytes >= 4) {
          return number;
        }
        return std::nullopt;
      }
      case Op::kLoad: {
        const std::optional<Symbol> counter = LoopCounter(frame, ins.args[0]);
        if (counter) return Linear(*counter);
        return std::nullopt;
      }
      default:
        return std::nullopt;
    }
  }

  Value ValueOf(const Frame& frame, Register r) const {
    return {Where(frame, r), Number(frame, r)};
  }

  /// The variable that follows a counted loop of a part that runs once, if this is its address.
  std::optional<Symbol> LoopCounter(const Frame& frame, Register address) const {
    const Instruction& ins = At(frame, address);
    if (ins.op != Op::kLocal) return std::nullopt;
    const auto found = counters_.find({frame.index, ins.immediate});
    if (found == counters_.end()) return std::nullopt;
    return found->second;
  }

  // Counted loops with synchronisation inside, in parts of the program that run once.
  void AddLoopCounters(const Frame& frame) {
    if (!counted_.insert(frame.index).second || Repeats(frame)) return;
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
      counters_[{frame.index, loop.variable}] = symbol;
    }
  }

  bool Repeats(const Frame& frame) const { return frame.repeats; }

  // True if the instruction may run more than once in the program.
  bool RunsAgain(const Frame& frame, Register r) const {
    return Repeats(frame) || flow_.IsInCycle(frame.function, flow_.BlockOf(frame.function, r));
  }

  // --- resources -------------------------------------------------------------------------------

  // The one object that the address names, or a failure.
  std::optional<Location> OneObject(const Frame& frame, Register at, Register address,
                                    const char* what) {
    const std::vector<Location> where = Where(frame, address);
    if (where.size() != 1 || !where[0].IsExact() ||
        where[0].object <= points_to::PointsTo::kAnythingObject) {
      std::string names;
      for (const Location& location : where) {
        names += (names.empty() ? "" : ", ") + points_to::LocationText(points_to_, location);
      }
      Fail(frame, at,
           std::string(what) +
               " is not one known object: " + (names.empty() ? "nothing known" : names));
      return std::nullopt;
    }
    used_.emplace(where[0], std::make_pair(&frame, at));
    return where[0];
  }

  template <typename Make>
  static std::int32_t Find(std::map<Location, std::int32_t>* known, const Location& where,
                           const Make& make) {
    const auto [entry, inserted] = known->try_emplace(where, 0);
    if (inserted) entry->second = make();
    return entry->second;
  }

  std::string NameOf(const Location& where) const {
    return points_to::LocationText(points_to_, where);
  }

  std::int32_t ChannelAt(const Location& where) {
    made_needed_.insert(where);
    return Find(&channels_, where, [&] { return b_.AddChannel(NameOf(where), 0); });
  }
  std::int32_t GroupAt(const Location& where) {
    made_needed_.insert(where);
    return Find(&groups_, where, [&] { return b_.AddGroup(NameOf(where)); });
  }
  std::int32_t MutexAt(const Location& where) {
    return Find(&mutexes_, where, [&] { return b_.AddMutex(NameOf(where)); });
  }
  std::int32_t ConditionAt(const Location& where) {
    return Find(&conditions_, where, [&] { return b_.AddCondition(NameOf(where), -1); });
  }

  // Every resource is one object in one activation, made by one constructor call.
  void CheckResources() {
    for (const auto& [where, use] : used_) {
      const points_to::Object& object = points_to_.object(where.object);
      const auto activations =
          std::count_if(frames_.begin(), frames_.end(),
                        [&](const auto& frame) { return frame->function == object.function; });
      const bool once =
          object.kind == ObjectKind::kGlobal ||
          ((object.kind == ObjectKind::kLocal || object.kind == ObjectKind::kHeap) &&
           activations == 1 && !Repeats(FrameOf(object.function)) &&
           (object.kind == ObjectKind::kLocal ||
            !flow_.IsInCycle(object.function, flow_.BlockOf(object.function, object.index))));
      if (!once) {
        return Fail(*use.first, use.second,
                    "operation on an object of which there may be several: " + NameOf(where));
      }
      if (made_needed_.count(where) == 0) continue;
      const auto made = made_.find(where);
      if (made == made_.end() || made->second.size() != 1) {
        return Fail(*use.first, use.second,
                    "object is not made by one constructor call: " + NameOf(where));
      }
    }
    for (const auto& [location, sizes] : read_) {
      if (IsReadComplete(location, sizes)) continue;
      return Fail(*frames_.front(), facts::kNoRegister,
                  "pointer changes after it was used: " + NameOf(location));
    }
    // A condition that nobody waits for still needs a mutex to be one.
    for (Condition& condition : b_.system().conditions) {
      if (condition.mutex < 0) condition.mutex = b_.AddMutex(condition.name + " (nobody waits)");
    }
    for (const auto& [role, frame] : spawned_in_) {
      if (frame.size() != 1) {
        return Fail(*frame.begin()->first, frame.begin()->second,
                    "threads of one kind are started in several places");
      }
    }
  }

  const Frame& FrameOf(FunctionId function) const {
    for (const auto& frame : frames_) {
      if (frame->function == function) return *frame;
    }
    return *frames_.front();
  }

  void Made(const Location& where, const Frame& frame, Register r) {
    // Two places of one frame's call count once per frame; a call that repeats counts as two.
    made_[where].insert({&frame, r});
    if (RunsAgain(frame, r)) {
      made_[where].insert({nullptr, facts::kNoRegister});
    }
  }

  // --- walking ---------------------------------------------------------------------------------

  void Walk(const Place& place) {
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
      Forget(frame, r, &known_after);
      const Place next{&frame, place.block, i + 1, known_after};
      if (Operate(frame, r, here, next)) return;  // goes on at other places
      if (error_) return;
      known = known_after;
      KeepStore(frame, At(frame, r));
      here = Follow(frame, r, here);
    }
    Leave(frame, block, here, known);
  }

  // Effects on loop counters.
  std::int32_t Follow(const Frame& frame, Register r, std::int32_t here) {
    const Instruction& ins = At(frame, r);
    if (ins.op != Op::kStore) return here;
    const std::optional<Symbol> counter = LoopCounter(frame, ins.args[0]);
    if (!counter) return here;
    const Instruction& value = At(frame, ins.args[1]);
    Effect effect{*counter, true, 0};
    if (value.op == Op::kConstant) {
      // Runs once: the counter may as well have started there.
      if (!RunsAgain(frame, r)) {
        b_.system().variables[static_cast<std::size_t>(counter->index)].initial = value.immediate;
        return here;
      }
      effect.value = value.immediate;
    } else if (value.op == Op::kBinary && value.symbol == "+" &&
               Number(frame, value.args[0]) == Linear(*counter) &&
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

  // Whatever may write the optional, or run the call again, ends what is known.
  void Forget(const Frame& frame, Register r, Known* known) const {
    if (known->frame == nullptr) return;
    const Instruction& ins = At(frame, r);
    if (known->result == r && known->frame == &frame) *known = {};
    const bool writes = ins.op == Op::kStore || ins.op == Op::kReadModifyWrite ||
                        ins.op == Op::kCompareExchange || ins.op == Op::kWrite ||
                        ins.op == Op::kCopy || ins.op == Op::kCopyElements || ins.op == Op::kFree ||
                        ins.op == Op::kCall || ins.op == Op::kCallIndirect || ins.op == Op::kOpaque;
    if (!writes || known->object == points_to::kNoObject) return;
    for (const Register argument : ins.args) {
      for (const Location& location : Where(frame, argument)) {
        if (location.object == known->object ||
            location.object <= points_to::PointsTo::kAnythingObject) {
          *known = {};
          return;
        }
      }
    }
  }

  // What is known of a condition: its value, or what it says of numbers.
  struct Judgement {
    std::optional<bool> value;
    std::optional<Constraint> when_true;
  };

  Judgement Judge(const Frame& frame, const Known& known, Register r) const {
    const Instruction& ins = At(frame, r);
    if (known.frame == &frame && known.result == r && known.object == points_to::kNoObject) {
      return {known.is_true, std::nullopt};
    }
    if (ins.op == Op::kConstant) return {ins.immediate != 0, std::nullopt};
    if (ins.op == Op::kCast) return Judge(frame, known, ins.args[0]);
    if (ins.op == Op::kUnary && ins.symbol == "!") {
      Judgement inner = Judge(frame, known, ins.args[0]);
      if (inner.value) inner.value = !*inner.value;
      if (inner.when_true) inner.when_true = Negated(*inner.when_true)[0];
      return inner;
    }
    if (ins.op == Op::kLoad && known.frame == &frame && known.object != points_to::kNoObject) {
      const Instruction& field = At(frame, ins.args[0]);
      const std::vector<Location> where = Where(frame, ins.args[0]);
      if (field.op == Op::kField && field.symbol == "engaged" && where.size() == 1 &&
          where[0].object == known.object && where[0].IsExact()) {
        return {known.is_true, std::nullopt};
      }
    }
    if (ins.op != Op::kBinary || ins.args.size() != 2) return {};
    const std::optional<Linear> a = Number(frame, ins.args[0]);
    const std::optional<Linear> b = Number(frame, ins.args[1]);
    if (!a || !b) return {};
    if (ins.symbol == "==") return {std::nullopt, Equals(*a, *b)};
    if (ins.symbol == "!=") return {std::nullopt, Differs(*a, *b)};
    if (ins.symbol == "<") return {std::nullopt, AtMost(*a + 1, *b)};
    if (ins.symbol == "<=") return {std::nullopt, AtMost(*a, *b)};
    if (ins.symbol == ">") return {std::nullopt, AtLeast(*a, *b + 1)};
    if (ins.symbol == ">=") return {std::nullopt, AtLeast(*a, *b)};
    return {};
  }

  // True if the condition asks whether a handle has a thread.
  bool TestsThread(const Frame& frame, Register r) const {
    const Instruction& ins = At(frame, r);
    if (ins.op != Op::kBinary || ins.symbol != "!=" || At(frame, ins.args[0]).op != Op::kLoad ||
        At(frame, ins.args[1]).op != Op::kNullPointer) {
      return false;
    }
    const std::vector<Location> where = Where(frame, ins.args[0]);
    return !where.empty() && std::all_of(where.begin(), where.end(), [&](const Location& place) {
      return points_to_.object(place.object).kind == ObjectKind::kThread;
    });
  }

  void Leave(const Frame& frame, const facts::Block& block, std::int32_t here, const Known& known) {
    std::vector<facts::Edge> edges;
    for (const facts::Edge& edge : block.successors) {
      if (edge.kind != EdgeKind::kException) edges.push_back(edge);
    }
    if (edges.empty()) {
      // The process ends here: nobody waits for anything any more.
      b_.Step(here, here);
      return;
    }
    const auto to = [&](const facts::Edge& edge) {
      return PointOf({&frame, edge.block, 0, known});
    };
    Judgement condition;
    const bool branch = block.condition != facts::kNoRegister && edges.size() > 1;
    bool is_choice = edges.size() > 1;
    if (branch) {
      condition = Judge(frame, known, block.condition);
      const Instruction& test = At(frame, block.condition);
      if (test.op == Op::kUnknown && test.symbol == "elements that move") {
        // Relocation inside a container: what is left behind is empty.
        condition.value = false;
        result_.assumptions.insert("nothing waits for elements that a container moved: " +
                                   SiteOf(frame, block.condition));
      }
      is_choice &= !TestsThread(frame, block.condition);
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

  // --- operations ------------------------------------------------------------------------------

  // An operation at its own point; every outcome goes to `next`.
  void Single(const Frame& frame, Register r, std::int32_t here, const Place& next,
              PointCase point_case, const Linear& amount = 1) {
    const std::int32_t point = NewPoint(frame, OperationText(point_case), {point_case});
    b_.system().points.back().site = SiteOf(frame, r);
    b_.Step(here, point);
    const std::int32_t after = PointOf(next);
    for (const Outcome outcome : OutcomesOf(point_case.operation)) {
      b_.On(point, outcome, after, {}, 0, amount).site = SiteOf(frame, r);
    }
  }

  static std::string OperationText(const PointCase& point_case) {
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

  // True if the instruction is an operation, and the walk goes on elsewhere (or failed).
  bool Operate(const Frame& frame, Register r, std::int32_t here, const Place& next) {
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
               {ins.op == Op::kLock ? Operation::kLock : Operation::kUnlock, MutexAt(*where)});
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
        const std::int32_t condition = ConditionAt(*where);
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

  void Spawn(const Frame& frame, Register r, std::int32_t here, const Place& next) {
    const Instruction& ins = At(frame, r);
    const points_to::Callees callees = points_to_.CalleesOf(frame.function, r);
    const ObjectId thread = points_to_.ThreadObject(frame.function, r);
    if (callees.unresolved || callees.functions.size() != 1 || thread == points_to::kNoObject) {
      return Fail(frame, r, "thread whose function is not known");
    }
    const std::int32_t role = RoleOf(thread);
    spawned_in_[role].insert({&frame, r});
    if (!RunsAgain(frame, r)) single_.insert(role);
    const std::int32_t after = PointOf(next);
    if (entries_.count(role) == 0) {
      auto entry = std::make_unique<Frame>();
      entry->function = callees.functions[0];
      entry->role = role;
      entry->depth = 1;
      entry->repeats = RunsAgain(frame, r);
      for (const Register argument : ins.args) entry->arguments.push_back(ValueOf(frame, argument));
      // What is a number here may differ from instance to instance.
      for (Value& argument : entry->arguments) argument.number.reset();
      entry->return_point = b_.AddEnded(role);
      entries_[role] = Enter(AddFrame(std::move(entry)));
    }
    Transition& step = b_.Step(here, after);
    step.spawns = {{entries_[role], 1}};
    step.site = SiteOf(frame, r);
  }

  // True if the instruction runs for every element of a container, in a loop around it or around a
  // call that leads to it.
  bool RunsForAllElements(const Frame& frame, Register r) const {
    const Frame* at = &frame;
    Register inner = r;
    while (at != nullptr) {
      const std::int32_t block = flow_.BlockOf(at->function, inner);
      for (const facts::Loop& loop : FunctionOf(*at).loops) {
        if (loop.container >= 0 && loop.single_exit &&
            std::count(loop.blocks.begin(), loop.blocks.end(), block) != 0) {
          return true;
        }
      }
      inner = at->call;
      at = at->caller;
    }
    return false;
  }

  void Choose() {
    result_.choices.insert(static_cast<std::int32_t>(b_.system().transitions.size()) - 1);
  }

  void Join(const Frame& frame, Register r, std::int32_t here, const Place& next) {
    const std::int32_t after = PointOf(next);
    std::set<std::int32_t> roles;
    for (const Location& location : Where(frame, At(frame, r).args[0])) {
      if (points_to_.object(location.object).kind != ObjectKind::kThread) {
        return Fail(frame, r, "join of a thread that is not known");
      }
      roles.insert(RoleOf(location.object));
    }
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
      if (!is_one && !RunsForAllElements(frame, r)) Choose();
      b_.On(point, Outcome::kJoined, after).site = SiteOf(frame, r);
    }
  }

  void WaitForCondition(const Frame& frame, Register r, std::int32_t here, const Place& next) {
    const Instruction& ins = At(frame, r);
    const auto where = OneObject(frame, r, ins.args[0], "condition variable");
    const auto mutex_where = where ? OneObject(frame, r, ins.args[1], "mutex") : std::nullopt;
    if (!mutex_where) return;
    const std::int32_t condition = ConditionAt(*where);
    const std::int32_t mutex = MutexAt(*mutex_where);
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

  bool Call(const Frame& frame, Register r, std::int32_t here, const Place& next) {
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

  void CallOne(const Frame& frame, Register r, std::int32_t here, const Place& next,
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
    const std::int32_t group = GroupAt(*where);
    std::optional<Linear> amount = Linear(effect.amount);
    if (effect.parameter >= 0) {
      amount = static_cast<std::size_t>(effect.parameter) < ins.args.size()
                   ? Number(frame, ins.args[static_cast<std::size_t>(effect.parameter)])
                   : std::nullopt;
    }
    if (effect.kind != MethodKind::kWait && !OverParameters(amount)) {
      return Fail(frame, r, "number of units is not known");
    }
    result_.assumptions.insert("a counter wakes all that wait for it when it reaches 0: " +
                               program_.PositionText(callee, program_.function(callee).position));
    switch (effect.kind) {
      case MethodKind::kMakeCounter:
        Made(*where, frame, r);
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

  static bool OverParameters(const std::optional<Linear>& number) {
    return number &&
           std::all_of(number->terms().begin(), number->terms().end(), [](const LinearTerm& term) {
             return term.symbol.kind == SymbolKind::kParameter;
           });
  }

  void OnChannel(const Frame& frame, Register r, std::int32_t here, const Place& next,
                 FunctionId callee, const MethodEffect& effect) {
    const Instruction& ins = At(frame, r);
    const auto where = OneObject(frame, r, ins.args[0], "channel");
    if (!where) return;
    const std::int32_t channel = ChannelAt(*where);
    result_.assumptions.insert(
        "waits and returns exactly as its claim says: " + program_.function(callee).name + " at " +
        program_.PositionText(callee, program_.function(callee).position));
    if (effect.kind == MethodKind::kMakeChannel) {
      const std::optional<Linear> capacity =
          Number(frame, ins.args[static_cast<std::size_t>(effect.parameter)]);
      if (!OverParameters(capacity)) return Fail(frame, r, "capacity is not known");
      Made(*where, frame, r);
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
        const std::vector<Location> slot = Where(frame, ins.args.back());
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

  void Inline(const Frame& frame, Register r, std::int32_t here, const Place& next,
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
    inner->repeats = RunsAgain(frame, r);
    const Instruction& ins = At(frame, r);
    const std::size_t first = ins.op == Op::kCallIndirect ? IndirectOffset(callee) : 0;
    for (std::size_t i = first; i < ins.args.size(); ++i) {
      inner->arguments.push_back(ValueOf(frame, ins.args[i]));
    }
    Place after = next;
    after.known = {};
    inner->return_point = PointOf(after);
    b_.Step(here, Enter(AddFrame(std::move(inner))));
  }

  // A call operator gets the callable as `this`, a plain function does not get its pointer.
  std::size_t IndirectOffset(FunctionId callee) const {
    return program_.function(callee).is_method ? 0 : 1;
  }

  const link::Program& program_;
  const points_to::PointsTo& points_to_;
  ClaimedClasses classes_;
  ControlFlow flow_;
  SystemBuilder b_;
  Extraction result_;
  std::optional<Error> error_;
  std::vector<std::unique_ptr<Frame>> frames_;
  std::map<Place, std::int32_t> places_;
  std::deque<Place> open_;
  std::map<ObjectId, std::int32_t> roles_;
  std::map<std::int32_t, std::int32_t> entries_;  // role -> first point
  std::map<std::int32_t, std::set<std::pair<const Frame*, Register>>> spawned_in_;
  std::set<std::int32_t> single_;  // roles of one thread, if nobody else starts some (checked)
  std::map<Location, std::int32_t> channels_, groups_, mutexes_, conditions_;
  std::set<std::int32_t> capacities_;
  std::map<Location, std::pair<const Frame*, Register>> used_;
  std::set<Location> made_needed_;
  std::map<Location, std::set<std::pair<const Frame*, Register>>> made_;
  // Addresses that the walk itself saw stored in locals of one thread.
  mutable std::map<Location, std::set<Location>> stored_;
  mutable std::map<Location, std::set<std::size_t>> read_;  // sizes of stored_ when it was read
  mutable std::map<ObjectId, bool> followed_;
  std::set<ObjectId> unfollowed_;
  std::set<std::size_t> counted_;
  std::map<std::pair<std::size_t, std::int64_t>, Symbol> counters_;
  std::map<std::int32_t, std::vector<Wake>> wakes_;
  struct PendingNotify {
    std::int32_t from, to, condition;
  };
  std::vector<PendingNotify> notifies_;
};

}  // namespace

Result<Extraction> ExtractCounterSystem(const link::Program& program,
                                        const points_to::PointsTo& points_to,
                                        link::FunctionId root) {
  return Extractor(program, points_to, root).Run();
}

}  // namespace interlock::counting
