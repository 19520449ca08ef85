// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/points_to/points_to.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "checker/points_to/solver.h"

namespace interlock::points_to {

using facts::Instruction;
using facts::Op;
using facts::Register;
using link::FunctionId;

struct PointsTo::Data {
  Data(const link::Program& program, const PointsToOptions& options)
      : options(options), solver(program, options) {}

  std::vector<Location> Expand(const std::vector<LocationId>& ids) const;
  std::vector<ObjectId> AllObjects() const;
  /// Closure of objects under what is stored in them, from sets of locations.
  std::vector<ObjectId> Close(const std::vector<Location>& from) const;
  void FindShared();
  void FindTouching();

  PointsToOptions options;
  Solver solver;
  bool exhausted = false;
  PointsToStatistics statistics;
  std::vector<FunctionId> callable_by_unknown;
  std::vector<ObjectId> escaped;
  std::vector<ObjectId> shared;
  std::vector<bool> is_shared;
  std::vector<std::vector<FunctionId>> touching;  // by object
};

namespace {

template <typename T>
void SortUnique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

/// Indices of the operands that are addresses of what the instruction touches.
std::vector<std::size_t> AddressOperands(Op op) {
  switch (op) {
    case Op::kLoad:
    case Op::kStore:
    case Op::kReadModifyWrite:
    case Op::kRead:
    case Op::kWrite:
    case Op::kFree:
    case Op::kLock:
    case Op::kUnlock:
    case Op::kTryLock:
    case Op::kNotify:
    case Op::kOnceBegin:
    case Op::kOnceEnd:
    case Op::kOncePassed:
    case Op::kBarrierInit:
    case Op::kBarrierWait:
    case Op::kLatchInit:
    case Op::kLatchCountDown:
    case Op::kLatchWait:
    case Op::kJoinRange:
    case Op::kJoinElements:
      return {0};
    case Op::kCompareExchange:
    case Op::kCopy:
    case Op::kCopyElements:
    case Op::kConditionWait:
      return {0, 1};
    default:
      return {};
  }
}

}  // namespace

std::vector<ObjectId> PointsTo::Data::AllObjects() const {
  std::vector<ObjectId> all;
  for (std::size_t i = 0; i < solver.table().objects().size(); ++i) {
    all.push_back(static_cast<ObjectId>(i));
  }
  return all;
}

std::vector<Location> PointsTo::Data::Expand(const std::vector<LocationId>& ids) const {
  std::vector<Location> locations;
  for (const LocationId id : ids) {
    if (id == kIntegerLocation) {
      locations.push_back(Location::Any(kUnknownObject));
      for (const ObjectId object : solver.exposed()) locations.push_back(Location::Any(object));
    } else if (id == kLostLocation) {
      locations.push_back(Location::Any(kAnythingObject));
    } else {
      locations.push_back(solver.table().ToLocation(id));
    }
  }
  SortUnique(locations);
  return locations;
}

std::vector<ObjectId> PointsTo::Data::Close(const std::vector<Location>& from) const {
  std::set<ObjectId> seen;
  std::vector<ObjectId> work;
  bool everything = false;
  const auto add = [&](ObjectId object) {
    if (object == kAnythingObject) everything = true;
    if (seen.insert(object).second) work.push_back(object);
  };
  const auto add_node = [&](NodeId node) {
    for (const Location& location : Expand(solver.graph().Set(node).Items())) add(location.object);
  };
  for (const Location& location : from) add(location.object);
  while (!work.empty() && !everything) {
    const ObjectId object = work.back();
    work.pop_back();
    if (object == kUnknownObject) {
      for (const ObjectId other : escaped) add(other);
      continue;
    }
    for (const Plane plane : {Plane::kPointers, Plane::kStorage}) {
      for (const NodeId node : solver.StoredIn(object, plane)) add_node(node);
      // What was stored at a lost address may lie in any object.
      add_node(solver.WildNode(plane));
    }
  }
  if (everything) return AllObjects();
  return {seen.begin(), seen.end()};
}

void PointsTo::Data::FindShared() {
  std::vector<Location> sources;
  const auto add_node = [&](NodeId node) {
    for (const Location& l : Expand(solver.graph().Set(node).Items())) sources.push_back(l);
  };
  const std::vector<Object>& objects = solver.table().objects();
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const ObjectKind kind = objects[i].kind;
    const bool by_value = kind == ObjectKind::kParameter && !objects[i].record.empty();
    if (kind == ObjectKind::kGlobal || kind == ObjectKind::kThread ||
        (kind == ObjectKind::kParameter && options.parameters_are_shared && !by_value) ||
        (kind == ObjectKind::kReturnSlot && options.parameters_are_shared &&
         objects[i].index >= 0)) {
      sources.push_back(Location::Any(static_cast<ObjectId>(i)));
    }
  }
  for (const ObjectId object : escaped) sources.push_back(Location::Any(object));
  for (const NodeId node : solver.thread_nodes()) add_node(node);
  if (options.parameters_are_shared) {
    for (const NodeId node : solver.root_result_nodes()) add_node(node);
  }
  SortUnique(sources);
  shared = exhausted ? AllObjects() : Close(sources);
  is_shared.assign(objects.size(), false);
  for (const ObjectId object : shared) is_shared[object] = true;
}

void PointsTo::Data::FindTouching() {
  touching.assign(solver.table().objects().size(), {});
  const link::Program& program = solver.program();
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    const auto id = static_cast<FunctionId>(f);
    if (!solver.IsReached(id)) continue;
    std::vector<ObjectId> objects;
    for (const Instruction& instruction : program.function(id).instructions) {
      for (const std::size_t operand : AddressOperands(instruction.op)) {
        if (operand >= instruction.args.size()) continue;
        const NodeId node = solver.RegisterNode(id, instruction.args[operand]);
        if (node == kNoNode) continue;
        for (const Location& location : Expand(solver.graph().Set(node).Items())) {
          objects.push_back(location.object);
          if (instruction.op != Op::kCopyElements && instruction.op != Op::kJoinElements) continue;
          for (const NodeId storage : solver.StoredIn(
                   location.object, Plane::kStorage, Offset{location.offset, location.stride}, 1)) {
            for (const Location& element : Expand(solver.graph().Set(storage).Items())) {
              objects.push_back(element.object);
            }
          }
        }
      }
    }
    SortUnique(objects);
    for (const ObjectId object : objects) touching[object].push_back(id);
  }
}

PointsTo::PointsTo(std::unique_ptr<Data> data) : data_(std::move(data)) {}
PointsTo::PointsTo(PointsTo&&) noexcept = default;
PointsTo& PointsTo::operator=(PointsTo&&) noexcept = default;
PointsTo::~PointsTo() = default;

PointsTo PointsTo::Analyze(const link::Program& program, const PointsToOptions& options) {
  auto data = std::make_unique<Data>(program, options);
  Solver& solver = data->solver;
  solver.Run();
  data->exhausted = solver.graph().exhausted();
  data->callable_by_unknown.assign(solver.callable_by_unknown().begin(),
                                   solver.callable_by_unknown().end());
  if (data->exhausted) {
    data->escaped = data->AllObjects();
  } else {
    data->escaped.assign(solver.escaped().begin(), solver.escaped().end());
  }
  data->FindShared();
  data->FindTouching();
  PointsToStatistics& statistics = data->statistics;
  statistics.steps = solver.graph().steps();
  statistics.nodes = solver.graph().node_count();
  statistics.locations = solver.table().location_count();
  statistics.cycles_collapsed = solver.graph().merged_count();
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    statistics.functions_reached += solver.IsReached(static_cast<FunctionId>(f));
  }
  return PointsTo(std::move(data));
}

bool PointsTo::exhausted() const { return data_->exhausted; }
const PointsToStatistics& PointsTo::statistics() const { return data_->statistics; }
const std::vector<Object>& PointsTo::objects() const { return data_->solver.table().objects(); }

std::vector<Location> PointsTo::Of(FunctionId function, Register address) const {
  if (data_->exhausted) return {Location::Any(kAnythingObject)};
  const NodeId node = data_->solver.RegisterNode(function, address);
  if (node == kNoNode) return {};
  return data_->Expand(data_->solver.graph().Set(node).Items());
}

std::vector<ObjectId> PointsTo::ObjectsOf(FunctionId function, Register address) const {
  std::vector<ObjectId> objects;
  for (const Location& location : Of(function, address)) objects.push_back(location.object);
  SortUnique(objects);
  return objects;
}

std::vector<Location> PointsTo::ContentsOf(const Location& location, std::uint64_t bytes) const {
  if (data_->exhausted || location.object == kAnythingObject) {
    return {Location::Any(kAnythingObject)};
  }
  if (location.object == kUnknownObject) return {Location::Any(kUnknownObject)};
  std::vector<LocationId> ids;
  const auto add_node = [&](NodeId node) {
    const std::vector<LocationId> items = data_->solver.graph().Set(node).Items();
    ids.insert(ids.end(), items.begin(), items.end());
  };
  for (const NodeId node : data_->solver.StoredIn(
           location.object, Plane::kPointers, Offset{location.offset, location.stride}, bytes)) {
    add_node(node);
  }
  add_node(data_->solver.WildNode(Plane::kPointers));
  SortUnique(ids);
  return data_->Expand(ids);
}

Callees PointsTo::CalleesOf(FunctionId function, Register call) const {
  Callees callees;
  const CallSiteId id = data_->solver.CallSiteAt(function, call);
  if (id >= 0) {
    const Solver::CallSite& site = data_->solver.call_sites()[id];
    callees.functions.assign(site.targets.begin(), site.targets.end());
    callees.unresolved = site.is_unresolved;
  }
  callees.unresolved |= callees.functions.empty() || data_->exhausted;
  return callees;
}

bool PointsTo::IsReached(FunctionId function) const {
  return data_->exhausted || data_->solver.IsReached(function);
}

const std::vector<FunctionId>& PointsTo::CallableByUnknown() const {
  return data_->callable_by_unknown;
}

std::vector<FunctionId> PointsTo::ReachableFunctions(const std::vector<FunctionId>& roots,
                                                     bool follow_spawns) const {
  const link::Program& program = data_->solver.program();
  std::set<FunctionId> seen(roots.begin(), roots.end());
  std::vector<FunctionId> work(seen.begin(), seen.end());
  const auto add = [&](FunctionId id) {
    if (seen.insert(id).second) work.push_back(id);
  };
  while (!work.empty()) {
    const FunctionId id = work.back();
    work.pop_back();
    const std::vector<Instruction>& instructions = program.function(id).instructions;
    for (std::size_t r = 0; r < instructions.size(); ++r) {
      const Op op = instructions[r].op;
      bool unknown = op == Op::kOpaque || op == Op::kUnsupported;
      if (op == Op::kCall || op == Op::kCallIndirect || (op == Op::kSpawn && follow_spawns)) {
        const Callees callees = CalleesOf(id, static_cast<Register>(r));
        for (const FunctionId callee : callees.functions) add(callee);
        unknown = callees.unresolved;
      }
      if (!unknown) continue;
      for (const FunctionId callee : data_->callable_by_unknown) add(callee);
    }
  }
  return {seen.begin(), seen.end()};
}

bool PointsTo::MayRunUnknownCode(const std::vector<FunctionId>& roots, bool follow_spawns) const {
  const link::Program& program = data_->solver.program();
  for (const FunctionId id : ReachableFunctions(roots, follow_spawns)) {
    const std::vector<Instruction>& instructions = program.function(id).instructions;
    for (std::size_t r = 0; r < instructions.size(); ++r) {
      const Op op = instructions[r].op;
      if (op == Op::kOpaque || op == Op::kUnsupported) return true;
      const bool calls =
          op == Op::kCall || op == Op::kCallIndirect || (op == Op::kSpawn && follow_spawns);
      if (calls && CalleesOf(id, static_cast<Register>(r)).unresolved) return true;
    }
  }
  return false;
}

std::vector<ObjectId> PointsTo::ReachableObjects(const std::vector<Location>& from) const {
  return data_->exhausted ? data_->AllObjects() : data_->Close(from);
}

const std::vector<ObjectId>& PointsTo::EscapedObjects() const { return data_->escaped; }

bool PointsTo::IsEscaped(ObjectId object) const {
  return std::binary_search(data_->escaped.begin(), data_->escaped.end(), object);
}

bool PointsTo::IsShared(ObjectId object) const {
  return object < 0 || static_cast<std::size_t>(object) >= data_->is_shared.size() ||
         data_->is_shared[object] || object == kUnknownObject || object == kAnythingObject;
}

const std::vector<ObjectId>& PointsTo::SharedObjects() const { return data_->shared; }

std::vector<FunctionId> PointsTo::FunctionsTouching(ObjectId object) const {
  if (!data_->exhausted) return data_->touching[object];
  std::vector<FunctionId> all(data_->solver.program().functions().size());
  std::iota(all.begin(), all.end(), 0);
  return all;
}

ObjectId PointsTo::GlobalObject(std::string_view usr) const {
  return data_->solver.FindObject(Solver::GlobalKey(usr));
}

ObjectId PointsTo::LocalObject(FunctionId function, std::int32_t local) const {
  return data_->solver.FindObject(data_->solver.LocalKey(function, local), function);
}

ObjectId PointsTo::HeapObject(FunctionId function, Register site) const {
  return data_->solver.FindObject(data_->solver.HeapKey(function, site), function);
}

ObjectId PointsTo::ThreadObject(FunctionId function, Register spawn) const {
  return data_->solver.FindObject(data_->solver.ThreadKey(function, spawn), function);
}

std::string LocationText(const PointsTo& points_to, const Location& location) {
  std::string text = points_to.object(location.object).name;
  if (location.IsAny()) return text + "+?";
  if (location.offset != 0 || location.stride != 0) text += "+" + std::to_string(location.offset);
  if (location.stride != 0) text += "%" + std::to_string(location.stride);
  return text;
}

}  // namespace interlock::points_to
