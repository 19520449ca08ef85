// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/points_to/solver.h"

#include <utility>

namespace interlock::points_to {
namespace {

using link::FunctionId;

/// Records nested deeper than this in one object are not told apart.
constexpr int kTagDepthMax = 16;
/// Containers in containers, and pointers behind a root's parameter, up to this depth.
constexpr int kNestingMax = 5;
/// Objects made for the storage in one plain object, nested storage included.
constexpr int kStoragePerObject = 64;

std::uint64_t SiteKey(FunctionId function, facts::Register r) {
  return (static_cast<std::uint64_t>(function) << 32) | static_cast<std::uint32_t>(r);
}

/// Keys of functions are stable but need not be unique in the program; ids are.
std::string LookupKey(const std::string& key, FunctionId function) {
  return function == link::kNoFunction ? key : key + "@" + std::to_string(function);
}

std::string OffsetText(Offset offset) {
  if (offset == kAnyOffset) return "?";
  const std::string text = std::to_string(offset.bytes);
  return offset.stride == 0 ? text : text + "%" + std::to_string(offset.stride);
}

}  // namespace

Solver::Solver(const link::Program& program, const PointsToOptions& options)
    : program_(program),
      options_(options),
      graph_(this, options.step_max),
      memory_(&graph_),
      types_(program),
      states_(program.functions().size()) {
  region_of_.assign(table_.objects().size(), kNoRegion);
  none_node_ = graph_.AddNode();
  exposed_node_ = graph_.AddNode();
  escape_node_ = graph_.AddNode();
  graph_.AddConstraint(escape_node_, Constraint{ConstraintKind::kEscape});
}

void Solver::Run() {
  for (const FunctionId root : options_.roots) AddRoot(root);
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const auto id = static_cast<FunctionId>(i);
    if (program_.function(id).is_initializer) Reach(id);
  }
  for (;;) {
    while (!to_build_.empty() && !graph_.exhausted()) {
      const FunctionId next = to_build_.front();
      to_build_.pop_front();
      Build(next);
    }
    memory_.Drain();
    if (!graph_.Solve()) return;
    if (!to_build_.empty() || memory_.Drain()) continue;
    if (!DecideLate()) return;
  }
}

/// Gives the root the arguments that the environment may choose.
void Solver::AddRoot(FunctionId root) {
  Reach(root);
  const facts::Function& function = program_.function(root);
  const FunctionState& state = states_[root];
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const facts::Parameter& parameter = function.parameters[i];
    const NodeId node = state.parameters + static_cast<NodeId>(i);
    if (parameter.is_record && !parameter.is_pointer) {
      graph_.AddLocation(node,
                         table_.At(ParameterObject(root, static_cast<std::int32_t>(i), true)));
    } else if (!parameter.is_pointer) {
      graph_.AddLocation(node, kIntegerLocation);
    } else if (options_.parameters == ParameterAliasing::kUnknown) {
      graph_.AddLocation(node, kUnknownLocation);
    } else if (options_.parameters == ParameterAliasing::kMayAlias) {
      graph_.AddLocation(node, table_.AnyOf(EnvironmentObject()));
    } else {
      graph_.AddLocation(node,
                         table_.At(ParameterObject(root, static_cast<std::int32_t>(i), false)));
    }
  }
  if (function.returns_record) {
    graph_.AddLocation(state.slot, table_.At(ReturnSlotObject(root)));
    root_result_nodes_.push_back(state.slot);
  }
  root_result_nodes_.push_back(state.result);
  if (options_.parameters == ParameterAliasing::kUnknown) {
    graph_.AddEdge(state.result, escape_node_);
    graph_.AddEdge(state.slot, escape_node_);
  }
}

void Solver::Reach(FunctionId function) {
  FunctionState& state = states_[function];
  if (state.is_reached) return;
  state.is_reached = true;
  const facts::Function& body = program_.function(function);
  state.registers = graph_.AddNodes(body.instructions.size());
  state.parameters = graph_.AddNodes(body.parameters.size());
  state.result = graph_.AddNode();
  state.slot = graph_.AddNode();
  to_build_.push_back(function);
}

void Solver::CallFromUnknown(FunctionId function) {
  if (!callable_by_unknown_.insert(function).second) return;
  Reach(function);
  const FunctionState& state = states_[function];
  const std::size_t count = program_.function(function).parameters.size();
  for (std::size_t i = 0; i < count; ++i) {
    graph_.AddLocation(state.parameters + static_cast<NodeId>(i), kUnknownLocation);
  }
  graph_.AddLocation(state.slot, kUnknownLocation);
  graph_.AddEdge(state.result, escape_node_);
}

bool Solver::DecideLate() {
  bool changed = false;
  // New call sites appear only when functions are built, so the list does not grow here.
  for (std::size_t i = 0; i < call_sites_.size(); ++i) {
    changed = DecideCallSite(static_cast<CallSiteId>(i)) || changed;
  }
  return changed;
}

/// Treats callables and receivers that led nowhere as unknown. True if there were any.
bool Solver::DecideCallSite(CallSiteId site) {
  if (call_sites_[site].callable == kNoNode) return false;
  bool changed = false;
  const std::vector<LocationId> all = graph_.Set(call_sites_[site].callable).Items();
  for (const LocationId location : all) {
    if (location < kFirstOrdinaryLocation) continue;  // dealt with when they arrived
    if (!call_sites_[site].resolved.insert(location).second) continue;
    changed = true;
    if (call_sites_[site].is_virtual) {
      ResolveReceiverByHierarchy(site, location);
    } else {
      CallUnknown(site);
    }
  }
  return changed;
}

// --- Objects ------------------------------------------------------------------------------------

std::string Solver::GlobalKey(std::string_view usr) { return "global " + std::string(usr); }

std::string Solver::LocalKey(FunctionId function, std::int32_t local) const {
  return "local " + program_.function(function).key + " #" + std::to_string(local);
}

std::string Solver::HeapKey(FunctionId function, facts::Register site) const {
  return "heap " + program_.function(function).key + " #" + std::to_string(site);
}

std::string Solver::ThreadKey(FunctionId function, facts::Register site) const {
  return "thread " + program_.function(function).key + " #" + std::to_string(site);
}

ObjectId Solver::FindObject(const std::string& key, FunctionId function) const {
  const auto found = object_of_.find(LookupKey(key, function));
  return found == object_of_.end() ? kNoObject : found->second;
}

/// Adds the object unless it exists.
ObjectId Solver::NewObject(Object object) {
  const std::string lookup = LookupKey(object.key, object.function);
  const auto found = object_of_.find(lookup);
  if (found != object_of_.end()) return found->second;
  const ObjectKind kind = object.kind;
  const ObjectId id = table_.Add(std::move(object));
  object_of_.emplace(lookup, id);
  const bool has_memory = kind != ObjectKind::kFunction && kind != ObjectKind::kStringLiteral;
  region_of_.push_back(has_memory ? memory_.AddRegion() : kNoRegion);
  if (everything_escapes_) Escape(id);
  return id;
}

RegionId Solver::RegionOf(ObjectId object) { return region_of_[object]; }

std::vector<NodeId> Solver::StoredIn(ObjectId object, Plane plane, Offset offset,
                                     std::uint64_t bytes) const {
  const RegionId region = region_of_[object];
  if (region == kNoRegion) return {};
  return memory_.CellsIn(region, plane, offset, bytes);
}

std::int32_t Solver::RecordIndex(const std::string& record) {
  const auto [entry, is_new] =
      record_index_.emplace(record, static_cast<std::int32_t>(record_names_.size()));
  if (is_new) record_names_.push_back(record);
  return entry->second;
}

/// Says that an object of class `record` may stand at `offset`.
void Solver::AddTags(ObjectId object, const std::string& record, Offset offset, int depth) {
  if (region_of_[object] == kNoRegion || record.empty()) return;
  const auto tag = kTypeTagBit | static_cast<LocationId>(RecordIndex(record));
  graph_.AddLocation(memory_.Cell(RegionOf(object), Plane::kTypes, offset, 1), tag);
  AddPartTags(object, record, offset, depth);
}

/// The same for the fields and base classes of an object of class `record`.
void Solver::AddPartTags(ObjectId object, const std::string& record, Offset offset, int depth) {
  const facts::Record* definition = program_.FindRecord(record);
  if (definition == nullptr || depth > kTagDepthMax) return;
  for (const facts::Field& field : definition->fields) {
    if (field.record.empty()) continue;
    const Offset at = Add(offset, Offset{static_cast<std::int64_t>(field.offset), 0});
    const facts::Record* inner = program_.FindRecord(field.record);
    const bool is_array = inner != nullptr && inner->bytes > 0 && field.bytes > inner->bytes;
    AddTags(object, field.record,
            is_array ? Widen(at, static_cast<std::int64_t>(inner->bytes)) : at, depth + 1);
  }
  for (const facts::Record::Base& base : definition->bases) {
    const Offset at = Add(offset, Offset{static_cast<std::int64_t>(base.offset), 0});
    // A base class is the dynamic type while its constructor or destructor runs.
    if (types_.DispatchesDuringConstruction(base.usr)) {
      AddTags(object, base.usr, at, depth + 1);
    } else {
      AddPartTags(object, base.usr, at, depth + 1);
    }
  }
}

void Solver::AddArrayTags(ObjectId object, const std::string& record, Offset offset,
                          std::uint64_t total_bytes) {
  if (record.empty()) return;
  const facts::Record* definition = program_.FindRecord(record);
  const bool is_array = definition != nullptr && definition->bytes > 0 &&
                        (total_bytes == 0 || total_bytes > definition->bytes);
  AddTags(object, record,
          is_array ? Widen(offset, static_cast<std::int64_t>(definition->bytes)) : offset, 0);
}

ObjectId Solver::GlobalObject(const std::string& usr, bool is_thread_local) {
  const ObjectId known = FindObject(GlobalKey(usr));
  if (known != kNoObject) return known;
  Object object;
  object.kind = is_thread_local ? ObjectKind::kThreadLocal : ObjectKind::kGlobal;
  object.key = GlobalKey(usr);
  object.usr = usr;
  const facts::Global* global = program_.FindGlobal(usr);
  if (global != nullptr) {
    object.name = global->name;
    object.type = global->type;
    object.record = global->record;
    object.bytes = global->bytes;
    if (global->is_thread_local) object.kind = ObjectKind::kThreadLocal;
  } else {
    object.name = usr;
  }
  const ObjectId id = NewObject(std::move(object));
  globals_.push_back(id);
  if (global != nullptr) {
    AddArrayTags(id, global->record, Offset{}, global->bytes == 0 ? 1 : global->bytes);
    DestroyAtExit(id);
  }
  // A variable of another program part is as unknown as that part.
  if (global == nullptr || (unknown_code_runs_ && options_.opaque_reaches_globals)) Escape(id);
  return id;
}

/// The destructor of a global or thread-local runs although no instruction calls it.
void Solver::DestroyAtExit(ObjectId object) {
  const FunctionId destructor = program_.Destructor(table_.object(object).record);
  if (destructor == link::kNoFunction) return;
  Reach(destructor);
  if (program_.function(destructor).parameters.empty()) return;
  graph_.AddLocation(states_[destructor].parameters, table_.AnyOf(object));
  graph_.AddLocation(states_[destructor].parameters, table_.At(object));
}

ObjectId Solver::FunctionObject(const std::string& usr) {
  Object object;
  object.kind = ObjectKind::kFunction;
  object.usr = usr;
  const FunctionId id = program_.FindFunction(usr);
  object.key = "function " + usr;
  object.name = id == link::kNoFunction ? usr : program_.function(id).name;
  object.function = id;
  return NewObject(std::move(object));
}

ObjectId Solver::LocalObject(FunctionId function, std::int32_t local) {
  const facts::Function& body = program_.function(function);
  if (local < 0 || static_cast<std::size_t>(local) >= body.locals.size()) {
    return PointsTo::kAnythingObject;
  }
  const facts::Local& variable = body.locals[local];
  Object object;
  object.kind = ObjectKind::kLocal;
  object.key = LocalKey(function, local);
  object.name = variable.name;
  object.type = variable.type;
  object.record = variable.record;
  object.bytes = variable.bytes;
  object.function = function;
  object.index = local;
  const std::size_t before = table_.objects().size();
  const ObjectId id = NewObject(std::move(object));
  if (table_.objects().size() > before) {
    AddArrayTags(id, variable.record, Offset{}, variable.bytes == 0 ? 1 : variable.bytes);
  }
  return id;
}

ObjectId Solver::HeapObject(FunctionId function, facts::Register site) {
  const facts::Instruction& instruction = program_.function(function).instructions[site];
  const bool is_array = !instruction.args.empty();
  const facts::Record* record = program_.FindRecord(instruction.symbol);
  Object object;
  object.kind = ObjectKind::kHeap;
  object.key = HeapKey(function, site);
  object.type = record != nullptr ? record->name : instruction.symbol;
  object.record =
      record != nullptr || program_.IsExternal(instruction.symbol) ? instruction.symbol : "";
  object.name = "heap " + object.type;
  object.bytes = is_array ? 0 : instruction.bytes;
  object.function = function;
  object.index = site;
  const std::string record_usr = object.record;
  const std::size_t before = table_.objects().size();
  const ObjectId id = NewObject(std::move(object));
  if (table_.objects().size() > before && record != nullptr) {
    AddArrayTags(id, record_usr, Offset{}, is_array ? 0 : 1);
  }
  return id;
}

ObjectId Solver::ThreadObject(FunctionId function, facts::Register site) {
  Object object;
  object.kind = ObjectKind::kThread;
  object.key = ThreadKey(function, site);
  object.name = "thread of " + program_.function(function).name;
  object.function = function;
  object.index = site;
  return NewObject(std::move(object));
}

ObjectId Solver::StringObject() {
  Object object;
  object.kind = ObjectKind::kStringLiteral;
  object.key = object.name = "string literal";
  return NewObject(std::move(object));
}

bool Solver::IsPlainData(const std::string& record_usr, int depth) const {
  const facts::Record* record = program_.FindRecord(record_usr);
  if (record == nullptr || depth > kNestingMax * 2 || record->is_polymorphic) return false;
  for (const facts::Record::Base& base : record->bases) {
    if (!IsPlainData(base.usr, depth + 1)) return false;
  }
  for (const facts::Field& field : record->fields) {
    for (const char* word : {"*", "&", "_ptr", "function", "view", "span", "reference", "any", "(",
                             "iterator", "thread", "future", "variant"}) {
      if (field.type.find(word) != std::string::npos) return false;
    }
    if (!field.record.empty() && !IsPlainData(field.record, depth + 1)) return false;
    // Records inside the template arguments of a container.
    for (const link::RecordEntry& entry : program_.records()) {
      const std::string& name = entry.record->name;
      const std::string last =
          name.substr(name.rfind(':') == std::string::npos ? 0 : name.rfind(':') + 1);
      if (entry.record->usr == record_usr || entry.record->usr == field.record) continue;
      if (!last.empty() && field.type.find("<") != std::string::npos &&
          field.type.find(last) != std::string::npos &&
          !IsPlainData(entry.record->usr, depth + 1)) {
        return false;
      }
    }
  }
  return true;
}

ObjectId Solver::ParameterObject(FunctionId function, std::int32_t index, bool by_value) {
  const facts::Function& body = program_.function(function);
  const facts::Parameter& parameter = body.parameters[index];
  Object object;
  object.kind = ObjectKind::kParameter;
  object.key = "parameter " + body.key + " #" + std::to_string(index);
  object.name = parameter.name;
  object.type = parameter.type;
  object.record = by_value ? parameter.record : "";
  object.function = function;
  object.index = index;
  if (!by_value && IsPlainData(parameter.record, 0)) {
    // Nothing to find behind it: an object of its own class, like one that a caller here would
    // make.
    object.kind = ObjectKind::kReturnSlot;
    object.record = parameter.record;
    const ObjectId plain = NewObject(std::move(object));
    AddTags(plain, parameter.record, Offset{}, 0);
    return plain;
  }
  const ObjectId id = NewObject(std::move(object));
  if (by_value) AddTags(id, parameter.record, Offset{}, 0);
  return id;
}

ObjectId Solver::EnvironmentObject() {
  Object object;
  object.kind = ObjectKind::kParameter;
  object.key = "environment";
  object.name = "memory of the caller";
  object.is_collapsed = true;
  return NewObject(std::move(object));
}

ObjectId Solver::ReturnSlotObject(FunctionId function) {
  Object object;
  object.kind = ObjectKind::kReturnSlot;
  object.key = "result " + program_.function(function).key;
  object.name = "result of " + program_.function(function).name;
  object.function = function;
  return NewObject(std::move(object));
}

LocationId Solver::FoundInParameter(ObjectId parameter, Offset offset, bool is_storage) {
  // Copied: NewObject may move the table.
  const Object holder = table_.object(parameter);
  if (options_.parameters == ParameterAliasing::kUnknown) return kUnknownLocation;
  if (options_.parameters == ParameterAliasing::kMayAlias) {
    return table_.AnyOf(EnvironmentObject());
  }
  if (holder.is_collapsed || holder.depth >= kNestingMax) {
    table_.mutable_object(parameter).is_collapsed = true;
    return table_.AnyOf(parameter);
  }
  Object object;
  object.kind = ObjectKind::kParameter;
  object.key = (is_storage ? "storage of " : "target of ") + holder.key + "+" + OffsetText(offset);
  object.name =
      (is_storage ? "elements of " : "target of ") + holder.name + "+" + OffsetText(offset);
  object.function = holder.function;
  object.index = holder.index;
  object.container = parameter;
  object.depth = holder.depth + 1;
  return table_.At(NewObject(std::move(object)));
}

LocationId Solver::StorageOf(ObjectId container, Offset offset) {
  const Object holder = table_.object(container);
  if (holder.kind == ObjectKind::kParameter) return FoundInParameter(container, offset, true);
  const LocationId self = table_.At(container);
  const std::string key = "elements of " + holder.key + "+" + OffsetText(offset);
  const ObjectId known = FindObject(key, holder.function);
  if (known != kNoObject) return table_.At(known);
  ObjectId root = container;
  while (table_.object(root).kind == ObjectKind::kElements) root = table_.object(root).container;
  if (holder.depth >= kNestingMax || storage_count_[root] >= kStoragePerObject) {
    table_.mutable_object(container).is_collapsed = true;
    return self;
  }
  ++storage_count_[root];
  Object object;
  object.kind = ObjectKind::kElements;
  object.key = key;
  object.name = "elements of " + holder.name + (offset == Offset{} ? "" : "+" + OffsetText(offset));
  object.function = holder.function;
  object.index = holder.index;
  object.container = container;
  object.depth = holder.depth + 1;
  return table_.At(NewObject(std::move(object)));
}

// --- Escape -------------------------------------------------------------------------------------

void Solver::EscapeLocation(LocationId location) {
  if (location == kIntegerLocation) {
    graph_.AddEdge(exposed_node_, escape_node_);
  } else if (location == kAnythingLocation) {
    // Any object may have been handed over.
    everything_escapes_ = true;
    for (std::size_t i = 0; i < table_.objects().size(); ++i) Escape(static_cast<ObjectId>(i));
    MeetUnknownCode();
  } else if (location >= kFirstOrdinaryLocation) {
    Escape(table_.ObjectOf(location));
  }
}

void Solver::Escape(ObjectId object) {
  const ObjectKind kind = table_.object(object).kind;
  if (kind == ObjectKind::kUnknown || kind == ObjectKind::kAnything) return;
  if (!escaped_.insert(object).second) return;
  if (kind == ObjectKind::kFunction) {
    const FunctionId id = program_.FindFunction(table_.object(object).usr);
    if (id != link::kNoFunction) CallFromUnknown(id);
    const std::string usr = table_.object(object).usr;
    for (const FunctionId overrider : program_.Overriders(usr)) CallFromUnknown(overrider);
    return;
  }
  if (kind == ObjectKind::kStringLiteral) return;
  const RegionId region = RegionOf(object);
  const facts::Global* global = program_.FindGlobal(table_.object(object).usr);
  for (const Plane plane : {Plane::kPointers, Plane::kStorage}) {
    if (global == nullptr || !global->is_constant) {
      graph_.AddLocation(memory_.Cell(region, plane, kAnyOffset, 1), kUnknownLocation);
    }
    graph_.AddEdge(memory_.ViewAll(region, plane), escape_node_);
  }
  graph_.AddConstraint(memory_.ViewAll(region, Plane::kTypes),
                       Constraint{ConstraintKind::kEscapeType});
}

void Solver::EscapeGlobals() {
  for (std::size_t i = 0; i < globals_.size(); ++i) Escape(globals_[i]);
}

/// Unknown code got hold of an object of this class: it may call every method on it.
void Solver::EscapeType(std::int32_t record) {
  if (!escaped_types_.insert(record).second || !options_.unknown_calls_methods) return;
  const std::string name = record_names_[record];
  for (const FunctionId method : program_.Methods(name)) CallFromUnknown(method);
  for (const FunctionId method : program_.CallOperators(name)) CallFromUnknown(method);
  const facts::Record* definition = program_.FindRecord(name);
  if (definition == nullptr) return;
  for (const facts::Record::Base& base : definition->bases) EscapeType(RecordIndex(base.usr));
}

void Solver::MeetUnknownCode() {
  if (unknown_code_runs_) return;
  unknown_code_runs_ = true;
  if (options_.opaque_reaches_globals) EscapeGlobals();
}

void Solver::Expose(LocationId location) {
  const ObjectId object = table_.ObjectOf(location);
  if (!exposed_.insert(object).second) return;
  graph_.AddLocation(exposed_node_, table_.AnyOf(object));
}

// --- Lookup -------------------------------------------------------------------------------------

CallSiteId Solver::CallSiteAt(FunctionId function, facts::Register call) const {
  const auto found = site_of_.find(SiteKey(function, call));
  return found == site_of_.end() ? -1 : found->second;
}

NodeId Solver::RegisterNode(FunctionId function, facts::Register r) const {
  const FunctionState& state = states_[function];
  const std::size_t count = program_.function(function).instructions.size();
  if (!state.is_reached || r < 0 || static_cast<std::size_t>(r) >= count) return kNoNode;
  return state.registers + r;
}

}  // namespace interlock::points_to
