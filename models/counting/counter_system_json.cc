// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/counter_system_json.h"

#include "models/counting/counter_system_names.h"
#include "models/protocol/digest.h"
#include "models/protocol/json_value.h"

namespace interlock::counting {
namespace {

using protocol::JsonValue;

template <typename Enumerator>
JsonValue Word(const std::vector<const char*>& names, Enumerator value) {
  return JsonValue::String(names[static_cast<std::size_t>(value)]);
}

// Writes the parts of one system; names stand for indices.
class Writer {
 public:
  explicit Writer(const CounterSystem& system) : system_(system) {}

  std::string Text() const {
    JsonValue root = JsonValue::Object();
    root.Set("schema", JsonValue::String(kCounterSystemSchema));
    root.Set("name", JsonValue::String(system_.name));
    root.Set("parameters", List(system_.parameters, [](const Parameter&, JsonValue*) {}));
    root.Set("constraints", Constraints(system_.constraints));
    root.Set("roles", List(system_.roles, [](const Role& role, JsonValue* entry) {
               entry->Set("instances", Word(InstancesNames(), role.instances));
             }));
    root.Set("channels", List(system_.channels, [&](const Channel& channel, JsonValue* entry) {
               entry->Set("capacity", Of(channel.capacity));
             }));
    root.Set("groups", List(system_.groups, [&](const WaitGroup& group, JsonValue* entry) {
               entry->Set("initial", Of(group.initial));
             }));
    root.Set("mutexes", List(system_.mutexes, [](const Mutex&, JsonValue*) {}));
    root.Set("conditions", List(system_.conditions, [&](const Condition& c, JsonValue* entry) {
               entry->Set("mutex", NameIn(system_.mutexes, c.mutex));
             }));
    root.Set("variables", List(system_.variables, [&](const Variable& v, JsonValue* entry) {
               entry->Set("minimum", JsonValue::Integer(v.minimum));
               entry->Set("maximum", JsonValue::Integer(v.maximum));
               entry->Set("bounded", JsonValue::Boolean(v.bounded));
               entry->Set("initial", Of(v.initial));
             }));
    root.Set("points", List(system_.points, [&](const Point& point, JsonValue* entry) {
               WritePoint(point, entry);
             }));
    root.Set("transitions", List(system_.transitions, [&](const Transition& t, JsonValue* entry) {
               WriteTransition(t, entry);
             }));
    root.Set("properties", Properties());
    return root.ToText();
  }

 private:
  template <typename T, typename Fill>
  static JsonValue List(const std::vector<T>& items, const Fill& fill) {
    JsonValue list = JsonValue::Array();
    for (const T& item : items) {
      JsonValue entry = JsonValue::Object();
      entry.Set("name", JsonValue::String(item.name));
      fill(item, &entry);
      entry.Set("site", JsonValue::String(item.site));
      list.Append(std::move(entry));
    }
    return list;
  }

  template <typename T>
  static JsonValue NameIn(const std::vector<T>& items, std::int32_t index) {
    return JsonValue::String(items[static_cast<std::size_t>(index)].name);
  }

  JsonValue Of(const Linear& linear) const {
    JsonValue value = JsonValue::Array({JsonValue::Integer(linear.constant())});
    for (const LinearTerm& term : linear.terms()) {
      value.Append(JsonValue::Array({JsonValue::Integer(term.coefficient),
                                     JsonValue::String(SymbolName(system_, term.symbol))}));
    }
    return value;
  }

  JsonValue Constraints(const std::vector<Constraint>& constraints) const {
    JsonValue list = JsonValue::Array();
    for (const Constraint& constraint : constraints) {
      list.Append(
          JsonValue::Array({Of(constraint.left), Word(RelationNames(), constraint.relation)}));
    }
    return list;
  }

  JsonValue Resource(ResourceKind kind, std::int32_t index) const {
    switch (kind) {
      case ResourceKind::kChannel:
        return NameIn(system_.channels, index);
      case ResourceKind::kGroup:
        return NameIn(system_.groups, index);
      case ResourceKind::kMutex:
        return NameIn(system_.mutexes, index);
      case ResourceKind::kCondition:
        return NameIn(system_.conditions, index);
      case ResourceKind::kRole:
        break;
    }
    return NameIn(system_.roles, index);
  }

  void WritePoint(const Point& point, JsonValue* entry) const {
    entry->Set("role", NameIn(system_.roles, point.role));
    entry->Set("kind", Word(PointKindNames(), point.kind));
    JsonValue cases = JsonValue::Array();
    for (const PointCase& c : point.cases) {
      cases.Append(JsonValue::Array(
          {Word(OperationNames(), c.operation), Resource(ResourceOf(c.operation), c.resource)}));
    }
    entry->Set("cases", std::move(cases));
    entry->Set("initial", Of(point.initial));
  }

  void WriteTransition(const Transition& transition, JsonValue* entry) const {
    entry->Set("from", NameIn(system_.points, transition.from));
    entry->Set("to", NameIn(system_.points, transition.to));
    entry->Set("outcome", Word(OutcomeNames(), transition.outcome));
    entry->Set("resource", JsonValue::Integer(transition.resource));
    entry->Set("guard", Constraints(transition.guard));
    JsonValue effects = JsonValue::Array();
    for (const Effect& effect : transition.effects) {
      effects.Append(
          JsonValue::Array({JsonValue::String(SymbolName(system_, effect.symbol)),
                            JsonValue::String(effect.assign ? ":=" : "+="), Of(effect.value)}));
    }
    entry->Set("effects", std::move(effects));
    JsonValue spawns = JsonValue::Array();
    for (const Spawn& spawn : transition.spawns) {
      spawns.Append(JsonValue::Array({NameIn(system_.points, spawn.point), Of(spawn.count)}));
    }
    entry->Set("spawns", std::move(spawns));
    JsonValue wakes = JsonValue::Array();
    for (const Wake& wake : transition.wakes) {
      wakes.Append(
          JsonValue::Array({NameIn(system_.points, wake.from), NameIn(system_.points, wake.to)}));
    }
    entry->Set("wakes", std::move(wakes));
  }

  JsonValue Properties() const {
    JsonValue list = JsonValue::Array();
    for (const Property& property : system_.properties) {
      JsonValue entry = JsonValue::Object();
      entry.Set("name", JsonValue::String(property.name));
      entry.Set("kind", Word(PropertyKindNames(), property.kind));
      entry.Set("resource", JsonValue::Integer(property.resource));
      JsonValue states = JsonValue::Array();
      for (const auto& state : property.states) states.Append(Constraints(state));
      entry.Set("states", std::move(states));
      list.Append(std::move(entry));
    }
    return list;
  }

  const CounterSystem& system_;
};

}  // namespace

std::string CounterSystemToJson(const CounterSystem& system) { return Writer(system).Text(); }

std::string CounterSystemDigest(const CounterSystem& system) {
  return protocol::Digest(CounterSystemToJson(system));
}

}  // namespace interlock::counting
