// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "checker/points_to/solver.h"

namespace interlock::points_to {

using link::FunctionId;

CallSiteId Solver::NewCallSite(FunctionId function, facts::Register call) {
  const auto id = static_cast<CallSiteId>(call_sites_.size());
  const std::uint64_t key =
      (static_cast<std::uint64_t>(function) << 32) | static_cast<std::uint32_t>(call);
  site_of_.emplace(key, id);
  CallSite site;
  site.function = function;
  site.instruction = call;
  site.result = RegisterNode(function, call);
  call_sites_.push_back(std::move(site));
  return id;
}

/// Connects arguments (from argument `first_argument` on) with parameters (from `first_parameter`
/// on) and results, once per target and way of binding.
void Solver::BindArguments(CallSiteId site, FunctionId target, std::size_t first_argument,
                           std::size_t first_parameter) {
  call_sites_[site].targets.insert(target);
  const LocationId way = static_cast<LocationId>(first_argument * 2 + first_parameter);
  if (!call_sites_[site].bound.insert({target, way}).second) return;
  Reach(target);
  const facts::Function& callee = program_.function(target);
  const FunctionState& state = states_[target];
  const std::vector<NodeId>& all = call_sites_[site].arguments;
  std::vector<NodeId> arguments(all.begin() + std::min(first_argument, all.size()), all.end());
  const NodeId result = call_sites_[site].result;
  if (callee.returns_record && arguments.empty()) {
    // No place for the result, as for a thread whose result is dropped.
    graph_.AddLocation(state.slot, table_.At(ReturnSlotObject(target)));
    call_sites_[site].is_unresolved |= !call_sites_[site].is_spawn;
  } else if (callee.returns_record && !call_sites_[site].is_spawn) {
    graph_.AddEdge(arguments.back(), state.slot);
    graph_.AddEdge(arguments.back(), result);
    arguments.pop_back();
  } else if (callee.returns_record) {
    graph_.AddLocation(state.slot, table_.At(ReturnSlotObject(target)));
  } else if (call_sites_[site].is_spawn) {
    const ObjectId thread = ThreadObject(call_sites_[site].function, call_sites_[site].instruction);
    graph_.AddEdge(state.result, memory_.Cell(RegionOf(thread), Plane::kPointers, Offset{}, 8));
  } else {
    graph_.AddEdge(state.result, result);
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (first_parameter + i < callee.parameters.size()) {
      graph_.AddEdge(arguments[i], state.parameters + static_cast<NodeId>(first_parameter + i));
    } else {
      graph_.AddEdge(arguments[i], escape_node_);  // read by va_arg, if at all
    }
  }
  const std::size_t given = first_parameter + arguments.size();
  for (std::size_t i = given; i < callee.parameters.size(); ++i) {
    graph_.AddLocation(state.parameters + static_cast<NodeId>(i), kUnknownLocation);
    call_sites_[site].is_unresolved = true;
  }
}

void Solver::CallKnown(CallSiteId site, FunctionId target) {
  const facts::Function& callee = program_.function(target);
  const CallSite& call = call_sites_[site];
  std::size_t given = call.arguments.size();
  if (callee.returns_record && !call.is_spawn && given > 0) --given;
  // A closure without captures as a function pointer: its `this` is never used.
  const bool without_this =
      !call.is_direct && !callee.call_operator_of.empty() && given + 1 == callee.parameters.size();
  BindArguments(site, target, 0, without_this ? 1 : 0);
}

void Solver::CallClosure(CallSiteId site, FunctionId target, LocationId closure) {
  Reach(target);
  if (program_.function(target).parameters.empty()) {
    call_sites_[site].is_unresolved = true;  // an operator() without `this`: not of our making
  } else {
    graph_.AddLocation(states_[target].parameters, closure);
  }
  BindArguments(site, target, 0, 1);
}

/// Runs the virtual method `target` on the object whose base part is at `receiver`.
void Solver::CallMethod(CallSiteId site, FunctionId target, LocationId receiver) {
  Reach(target);
  if (program_.function(target).parameters.empty()) {
    call_sites_[site].is_unresolved = true;
    return;
  }
  const NodeId self = states_[target].parameters;
  const TypeHierarchy::Adjustment adjustment =
      types_.AdjustmentOf(call_sites_[site].method, target);
  if (adjustment.is_any) graph_.AddLocation(self, table_.Stride(receiver, 0));
  for (const std::uint64_t bytes : adjustment.bytes) {
    graph_.AddLocation(self, table_.Shift(receiver, -static_cast<std::int64_t>(bytes)));
  }
  BindArguments(site, target, 1, 1);
}

/// Calls the function with this USR through a pointer to it.
void Solver::CallThroughPointer(CallSiteId site, const std::string& usr) {
  const FunctionId id = program_.FindFunction(usr);
  if (id != link::kNoFunction) CallKnown(site, id);
  if (!types_.IsVirtual(usr)) {
    if (id == link::kNoFunction) CallUnknown(site);
    return;
  }
  // A pointer to a virtual method dispatches on its first argument, at any base offset.
  if (id == link::kNoFunction && !program_.IsPureVirtual(usr)) CallUnknown(site);
  for (const FunctionId overrider : program_.Overriders(usr)) {
    CallKnown(site, overrider);
    if (!call_sites_[site].arguments.empty() && !program_.function(overrider).parameters.empty()) {
      graph_.AddConstraint(call_sites_[site].arguments.front(),
                           Constraint{ConstraintKind::kStride, states_[overrider].parameters});
    }
  }
}

/// Lets the call run code about which nothing is known.
void Solver::CallUnknown(CallSiteId site) {
  call_sites_[site].is_unresolved = true;
  const std::vector<NodeId> arguments = call_sites_[site].arguments;
  for (const NodeId argument : arguments) graph_.AddEdge(argument, escape_node_);
  if (call_sites_[site].callable != kNoNode) {
    graph_.AddEdge(call_sites_[site].callable, escape_node_);
  }
  if (call_sites_[site].is_spawn) {
    const ObjectId thread = ThreadObject(call_sites_[site].function, call_sites_[site].instruction);
    graph_.AddLocation(memory_.Cell(RegionOf(thread), Plane::kPointers, Offset{}, 8),
                       kUnknownLocation);
  } else {
    graph_.AddLocation(call_sites_[site].result, kUnknownLocation);
    // A record result lies where the last argument says.
    if (!arguments.empty()) graph_.AddEdge(arguments.back(), call_sites_[site].result);
  }
  MeetUnknownCode();
}

/// A value arrived that is called: a function, or the address of an object with an operator().
void Solver::ResolveCallable(CallSiteId site, LocationId location) {
  if (location < kFirstOrdinaryLocation) {
    CallUnknown(site);
    return;
  }
  const ObjectId object = table_.ObjectOf(location);
  const ObjectKind kind = table_.object(object).kind;
  if (kind == ObjectKind::kFunction) {
    call_sites_[site].resolved.insert(location);
    const std::string usr = table_.object(object).usr;
    CallThroughPointer(site, usr);
    return;
  }
  if (kind == ObjectKind::kStringLiteral) return;  // decided late: unknown
  const NodeId tags = memory_.View(RegionOf(object), Plane::kTypes, table_.OffsetOf(location), 1);
  if (!tag_constraints_.insert({0, tags, site, location}).second) return;
  graph_.AddConstraint(
      tags, Constraint{ConstraintKind::kTagCall, site, static_cast<std::int32_t>(location), 0});
}

void Solver::CallTags(CallSiteId site, LocationId callable, const std::vector<LocationId>& tags) {
  for (const LocationId tag : tags) {
    if (tag >= kUnknownTypeTag) {
      call_sites_[site].resolved.insert(callable);
      CallUnknown(site);
      if (tag == kLostTypeTag) EscapeLocation(kAnythingLocation);
      continue;
    }
    const std::string record = record_names_[tag & ~kTypeTagBit];
    for (const FunctionId target : program_.CallOperators(record)) {
      call_sites_[site].resolved.insert(callable);
      CallClosure(site, target, callable);
    }
  }
}

void Solver::ResolveReceiver(CallSiteId site, LocationId location) {
  if (location < kFirstOrdinaryLocation) {
    ResolveReceiverByHierarchy(site, location);
    CallUnknown(site);
    return;
  }
  const ObjectId object = table_.ObjectOf(location);
  const ObjectKind kind = table_.object(object).kind;
  if (kind == ObjectKind::kFunction || kind == ObjectKind::kStringLiteral) {
    call_sites_[site].resolved.insert(location);  // no object of a class: not defined
    return;
  }
  const bool is_exact = kind == ObjectKind::kParameter && !table_.object(object).record.empty();
  if (kind == ObjectKind::kParameter && !is_exact) {
    // The caller may have made an object of a class of its own.
    call_sites_[site].resolved.insert(location);
    ResolveReceiverByHierarchy(site, location);
    CallUnknown(site);
  }
  const NodeId tags = memory_.ViewAll(RegionOf(object), Plane::kTypes);
  if (!tag_constraints_.insert({1, tags, site, location}).second) return;
  graph_.AddConstraint(
      tags, Constraint{ConstraintKind::kTagVirtual, site, static_cast<std::int32_t>(location), 0});
}

void Solver::DispatchTags(CallSiteId site, LocationId receiver,
                          const std::vector<LocationId>& tags) {
  const std::string method = call_sites_[site].method;
  for (const LocationId tag : tags) {
    if (tag >= kUnknownTypeTag) {
      call_sites_[site].resolved.insert(receiver);
      ResolveReceiverByHierarchy(site, receiver);
      CallUnknown(site);
      continue;
    }
    const std::string record = record_names_[tag & ~kTypeTagBit];
    const TypeHierarchy::Dispatch dispatch = types_.Resolve(method, record);
    if (dispatch.is_unrelated) continue;
    call_sites_[site].resolved.insert(receiver);
    if (dispatch.is_external) CallUnknown(site);
    for (const FunctionId target : dispatch.targets) CallMethod(site, target, receiver);
  }
}

/// Any class of the program may be the receiver's.
void Solver::ResolveReceiverByHierarchy(CallSiteId site, LocationId receiver) {
  const TypeHierarchy::Dispatch dispatch = types_.ResolveAny(call_sites_[site].method);
  for (const FunctionId target : dispatch.targets) CallMethod(site, target, receiver);
  const bool is_escaped =
      receiver >= kFirstOrdinaryLocation && escaped_.count(table_.ObjectOf(receiver)) > 0;
  if (dispatch.is_external || dispatch.targets.empty() || is_escaped) CallUnknown(site);
}

}  // namespace interlock::points_to
