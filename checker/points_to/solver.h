// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Turns instructions into constraints, gives constraints their meaning, and builds the call graph.
//
//   solver.cc           worklist, objects, escape, what is decided late
//   solver_memory.cc    constraints over addresses and memory
//   solver_calls.cc     call sites: targets, arguments, results
//   solver_function.cc  constraints of one function body
//
// Thread safety: thread-hostile while Run() runs; const members are thread-safe afterwards.
//
// Invariants
//   1. A function's constraints exist only once the function is reached; everything that can reach
//      one goes through Reach().
//   2. Decisions that depend on the absence of facts (a callable without a target, a receiver of
//      unknown class) are taken only when the graph is at rest, and only ever add facts.

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "checker/points_to/constraint_graph.h"
#include "checker/points_to/memory.h"
#include "checker/points_to/object_table.h"
#include "checker/points_to/points_to.h"
#include "checker/points_to/type_hierarchy.h"

namespace interlock::points_to {

using CallSiteId = std::int32_t;

class Solver final : private ConstraintHandler {
 public:
  Solver(const link::Program& program, const PointsToOptions& options);

  void Run();

  struct CallSite {
    link::FunctionId function = link::kNoFunction;
    facts::Register instruction = facts::kNoRegister;
    std::vector<NodeId> arguments;  // without the callable, with a record result's address
    NodeId callable = kNoNode;      // the callable or the receiver; kNoNode for direct calls
    NodeId result = kNoNode;
    bool is_virtual = false;
    bool is_spawn = false;
    bool is_direct = false;
    bool is_unresolved = false;
    std::string method;  // of a virtual call
    std::set<link::FunctionId> targets;
    std::set<LocationId> resolved;  // callables and receivers that are dealt with
    std::set<std::pair<link::FunctionId, std::uint32_t>> bound;  // targets and ways of binding
  };

  const link::Program& program() const { return program_; }
  const ObjectTable& table() const { return table_; }
  const ConstraintGraph& graph() const { return graph_; }
  const std::vector<CallSite>& call_sites() const { return call_sites_; }
  CallSiteId CallSiteAt(link::FunctionId function, facts::Register call) const;
  bool IsReached(link::FunctionId function) const { return states_[function].is_reached; }
  const std::set<link::FunctionId>& callable_by_unknown() const { return callable_by_unknown_; }
  const std::set<ObjectId>& escaped() const { return escaped_; }
  const std::set<ObjectId>& exposed() const { return exposed_; }
  NodeId RegisterNode(link::FunctionId function, facts::Register r) const;
  /// The nodes of what may be stored in `bytes` bytes at `offset`, without WildNode().
  std::vector<NodeId> StoredIn(ObjectId object, Plane plane, Offset offset = kAnyOffset,
                               std::uint64_t bytes = kUnboundedBytes) const;
  NodeId WildNode(Plane plane) const { return memory_.Wild(plane); }
  /// What other threads get directly: callables and arguments of spawns, results of threads.
  const std::vector<NodeId>& thread_nodes() const { return thread_nodes_; }
  /// What the roots give back to their callers.
  const std::vector<NodeId>& root_result_nodes() const { return root_result_nodes_; }
  ObjectId FindObject(const std::string& key, link::FunctionId function = link::kNoFunction) const;

  static std::string GlobalKey(std::string_view usr);
  std::string LocalKey(link::FunctionId function, std::int32_t local) const;
  std::string HeapKey(link::FunctionId function, facts::Register site) const;
  std::string ThreadKey(link::FunctionId function, facts::Register site) const;

 private:
  struct FunctionState {
    bool is_reached = false;
    NodeId registers = kNoNode;   // first of instructions.size() nodes
    NodeId parameters = kNoNode;  // first of parameters.size() nodes
    NodeId result = kNoNode;
    NodeId slot = kNoNode;  // address of the record result
  };

  void Apply(NodeId node, const Constraint& constraint,
             const std::vector<LocationId>& locations) override;

  // solver.cc: roots, objects, escape.
  void AddRoot(link::FunctionId root);
  void Reach(link::FunctionId function);
  void CallFromUnknown(link::FunctionId function);
  bool DecideLate();
  bool DecideCallSite(CallSiteId site);
  ObjectId NewObject(Object object);
  RegionId RegionOf(ObjectId object);
  void AddTags(ObjectId object, const std::string& record, Offset offset, int depth);
  void AddPartTags(ObjectId object, const std::string& record, Offset offset, int depth);
  void AddArrayTags(ObjectId object, const std::string& record, Offset offset,
                    std::uint64_t total_bytes);
  std::int32_t RecordIndex(const std::string& record);
  void DestroyAtExit(ObjectId object);
  void Escape(ObjectId object);
  void EscapeLocation(LocationId location);
  void EscapeGlobals();
  void EscapeType(std::int32_t record);
  void MeetUnknownCode();
  void Expose(LocationId location);
  ObjectId GlobalObject(const std::string& usr, bool is_thread_local);
  ObjectId FunctionObject(const std::string& usr);
  ObjectId LocalObject(link::FunctionId function, std::int32_t local);
  ObjectId HeapObject(link::FunctionId function, facts::Register site);
  ObjectId ThreadObject(link::FunctionId function, facts::Register site);
  ObjectId StringObject();
  /// True if the record holds no pointers of the program: numbers, strings and containers of such.
  bool IsPlainData(const std::string& record_usr, int depth) const;
  ObjectId ParameterObject(link::FunctionId function, std::int32_t index, bool by_value);
  ObjectId EnvironmentObject();
  ObjectId ReturnSlotObject(link::FunctionId function);
  /// What lies behind a pointer (or, for `is_storage`, a container) found in a parameter's memory.
  LocationId FoundInParameter(ObjectId parameter, Offset offset, bool is_storage);
  LocationId StorageOf(ObjectId container, Offset offset);

  // solver_memory.cc
  bool ApplyToSpecial(NodeId node, const Constraint& constraint, LocationId location);
  void ApplyToLocation(const Constraint& constraint, LocationId location);
  void ApplyToValue(const Constraint& constraint, LocationId location);
  void Load(LocationId location, NodeId destination, std::uint64_t bytes);
  void Store(LocationId location, NodeId value, std::uint64_t bytes);
  bool IsWritable(ObjectId object) const;

  // solver_calls.cc
  CallSiteId NewCallSite(link::FunctionId function, facts::Register call);
  void CallKnown(CallSiteId site, link::FunctionId target);
  void CallClosure(CallSiteId site, link::FunctionId target, LocationId closure);
  void CallMethod(CallSiteId site, link::FunctionId target, LocationId receiver);
  void CallThroughPointer(CallSiteId site, const std::string& usr);
  void BindArguments(CallSiteId site, link::FunctionId target, std::size_t first_argument,
                     std::size_t first_parameter);
  void CallUnknown(CallSiteId site);
  void ResolveCallable(CallSiteId site, LocationId location);
  void ResolveReceiver(CallSiteId site, LocationId location);
  void ResolveReceiverByHierarchy(CallSiteId site, LocationId receiver);
  void DispatchTags(CallSiteId site, LocationId receiver, const std::vector<LocationId>& tags);
  void CallTags(CallSiteId site, LocationId callable, const std::vector<LocationId>& tags);

  // solver_function.cc
  void Build(link::FunctionId function);
  void BuildInstruction(link::FunctionId function, facts::Register r);
  void BuildAddress(link::FunctionId function, facts::Register r);
  void BuildMemory(link::FunctionId function, facts::Register r);
  void BuildCall(link::FunctionId function, facts::Register r);
  void BuildUnsupported(link::FunctionId function, facts::Register r);
  bool IsBaseConstruction(link::FunctionId function, const facts::Instruction& call) const;
  NodeId Argument(link::FunctionId function, const facts::Instruction& instruction,
                  std::size_t index);

  const link::Program& program_;
  const PointsToOptions options_;
  ObjectTable table_;
  ConstraintGraph graph_;
  Memory memory_;
  TypeHierarchy types_;
  std::vector<FunctionState> states_;
  std::deque<link::FunctionId> to_build_;
  std::unordered_map<std::string, ObjectId> object_of_;
  std::vector<RegionId> region_of_;
  std::vector<std::string> record_names_;  // by type tag
  std::unordered_map<std::string, std::int32_t> record_index_;
  std::vector<CallSite> call_sites_;
  std::unordered_map<std::uint64_t, CallSiteId> site_of_;
  std::set<std::tuple<std::int32_t, NodeId, CallSiteId, LocationId>> tag_constraints_;
  std::set<link::FunctionId> callable_by_unknown_;
  std::set<ObjectId> escaped_;
  std::set<ObjectId> exposed_;
  std::set<std::int32_t> escaped_types_;
  std::vector<ObjectId> globals_;
  std::unordered_map<ObjectId, int> storage_count_;  // by plain object
  std::vector<NodeId> thread_nodes_;
  std::vector<NodeId> root_result_nodes_;
  NodeId escape_node_ = kNoNode;   // what arrives here escapes
  NodeId exposed_node_ = kNoNode;  // every address that may come out of a number
  NodeId none_node_ = kNoNode;     // stays empty: operands that hold no address
  bool unknown_code_runs_ = false;
  bool everything_escapes_ = false;
};

}  // namespace interlock::points_to
