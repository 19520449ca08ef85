// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/counter_system_json.h"
#include "models/counting/counter_system_names.h"
#include "models/counting/validate.h"
#include "models/protocol/json_reader.h"

namespace interlock::counting {
namespace {

using protocol::JsonReader;
using protocol::JsonValue;

// Reads one system; names are looked up in the lists read so far.
class Reader {
 public:
  explicit Reader(const JsonValue& root) : r_(root) {}

  Result<CounterSystem> Read() {
    r_.OnlyMembers({"schema", "name", "parameters", "constraints", "roles", "channels", "groups",
                    "mutexes", "conditions", "variables", "points", "transitions", "properties"});
    const std::string schema = r_.StringMember("schema");
    if (r_.ok() && schema != kCounterSystemSchema) {
      return MakeError("schema is not readable: found=" + schema +
                           " expected=" + std::string(kCounterSystemSchema),
                       "/schema", ErrorKind::kVersion);
    }
    system_.name = r_.StringMember("name");
    List("parameters", {}, &system_.parameters, [](Parameter*) {});
    system_.constraints = ConstraintsMember("constraints");
    List("roles", {"instances"}, &system_.roles, [&](Role* role) {
      role->instances = WordMember<Instances>("instances", InstancesNames());
    });
    List("channels", {"capacity"}, &system_.channels,
         [&](Channel* channel) { channel->capacity = LinearMember("capacity"); });
    List("groups", {"initial"}, &system_.groups,
         [&](WaitGroup* group) { group->initial = LinearMember("initial"); });
    List("mutexes", {}, &system_.mutexes, [](Mutex*) {});
    List("conditions", {"mutex"}, &system_.conditions, [&](Condition* condition) {
      r_.Member("mutex", [&] { condition->mutex = Named(system_.mutexes); });
    });
    List("variables", {"minimum", "maximum", "bounded", "initial"}, &system_.variables,
         [&](Variable* variable) {
           variable->minimum = r_.IntegerMember("minimum");
           variable->maximum = r_.IntegerMember("maximum");
           variable->bounded = r_.BooleanMember("bounded");
           variable->initial = LinearMember("initial");
         });
    List("points", {"role", "kind", "cases", "initial"}, &system_.points,
         [&](Point* point) { ReadPoint(point); });
    List("transitions",
         {"from", "to", "outcome", "resource", "guard", "effects", "spawns", "wakes"},
         &system_.transitions, [&](Transition* transition) { ReadTransition(transition); });
    r_.Member("properties", [&] {
      r_.Items([&] {
        system_.properties.emplace_back();
        ReadProperty(&system_.properties.back());
      });
    });
    if (!r_.ok()) return r_.error();
    const Status valid = Validate(system_);
    if (!valid.ok()) return valid.error();
    return std::move(system_);
  }

 private:
  template <typename T, typename Fill>
  void List(const char* name, std::vector<const char*> known, std::vector<T>* items,
            const Fill& fill) {
    known.push_back("name");
    known.push_back("site");
    r_.Member(name, [&] {
      r_.Items([&] {
        r_.OnlyMembers(known);
        T item;
        item.name = r_.StringMember("name");
        item.site = r_.StringMember("site");
        fill(&item);
        items->push_back(std::move(item));
      });
    });
  }

  template <typename T>
  static std::int32_t IndexOf(const std::vector<T>& items, const std::string& name) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].name == name) return static_cast<std::int32_t>(i);
    }
    return -1;
  }

  template <typename T>
  std::int32_t Named(const std::vector<T>& items) {
    const std::string name = r_.String();
    const std::int32_t index = IndexOf(items, name);
    if (r_.ok() && index < 0) r_.Fail("name refers to nothing: " + name);
    return index;
  }

  template <typename Enumerator>
  Enumerator WordMember(const char* name, const std::vector<const char*>& words) {
    return static_cast<Enumerator>(r_.NameMember(name, words));
  }

  std::size_t WordHere(const std::vector<const char*>& words) {
    const std::string text = r_.String();
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (text == words[i]) return i;
    }
    r_.Fail("word is not known: " + text);
    return 0;
  }

  void ExactLength(std::size_t length) {
    if (r_.ok() && r_.here().items().size() != length) {
      r_.Fail("array has another length than " + std::to_string(length));
    }
  }

  Symbol SymbolHere() {
    const std::string text = r_.String();
    const std::size_t colon = text.find(':');
    const std::string word = text.substr(0, colon);
    const std::string name = colon == std::string::npos ? "" : text.substr(colon + 1);
    for (std::size_t kind = 0; kind < SymbolKindNames().size(); ++kind) {
      if (word != SymbolKindNames()[kind]) continue;
      const Symbol symbol{static_cast<SymbolKind>(kind),
                          Lookup(static_cast<SymbolKind>(kind), name)};
      if (symbol.index >= 0) return symbol;
    }
    r_.Fail("symbol refers to nothing: " + text);
    return {};
  }

  std::int32_t Lookup(SymbolKind kind, const std::string& name) const {
    switch (kind) {
      case SymbolKind::kParameter:
        return IndexOf(system_.parameters, name);
      case SymbolKind::kPoint:
        return IndexOf(system_.points, name);
      case SymbolKind::kQueued:
      case SymbolKind::kClosed:
        return IndexOf(system_.channels, name);
      case SymbolKind::kGroup:
        return IndexOf(system_.groups, name);
      case SymbolKind::kOwner:
        return IndexOf(system_.mutexes, name);
      case SymbolKind::kVariable:
        break;
    }
    return IndexOf(system_.variables, name);
  }

  Linear LinearHere() {
    Linear linear;
    std::size_t position = 0;
    r_.Items([&] {
      if (position++ == 0) {
        linear.AddConstant(r_.Integer());
        return;
      }
      std::int64_t coefficient = 0;
      r_.Item(0, [&] { coefficient = r_.Integer(); });
      r_.Item(1, [&] { linear.AddTerm(SymbolHere(), coefficient); });
      ExactLength(2);
    });
    if (r_.ok() && position == 0) r_.Fail("linear expression is empty");
    return linear;
  }

  Linear LinearMember(const char* name) {
    Linear linear;
    r_.Member(name, [&] { linear = LinearHere(); });
    return linear;
  }

  std::vector<Constraint> ConstraintsHere() {
    std::vector<Constraint> constraints;
    r_.Items([&] {
      Constraint constraint;
      r_.Item(0, [&] { constraint.left = LinearHere(); });
      r_.Item(1, [&] { constraint.relation = static_cast<Relation>(WordHere(RelationNames())); });
      ExactLength(2);
      constraints.push_back(std::move(constraint));
    });
    return constraints;
  }

  std::vector<Constraint> ConstraintsMember(const char* name) {
    std::vector<Constraint> constraints;
    r_.Member(name, [&] { constraints = ConstraintsHere(); });
    return constraints;
  }

  std::int32_t ResourceHere(ResourceKind kind) {
    switch (kind) {
      case ResourceKind::kChannel:
        return Named(system_.channels);
      case ResourceKind::kGroup:
        return Named(system_.groups);
      case ResourceKind::kMutex:
        return Named(system_.mutexes);
      case ResourceKind::kCondition:
        return Named(system_.conditions);
      case ResourceKind::kRole:
        break;
    }
    return Named(system_.roles);
  }

  void ReadPoint(Point* point) {
    r_.Member("role", [&] { point->role = Named(system_.roles); });
    point->kind = WordMember<PointKind>("kind", PointKindNames());
    r_.Member("cases", [&] {
      r_.Items([&] {
        PointCase c;
        r_.Item(0, [&] { c.operation = static_cast<Operation>(WordHere(OperationNames())); });
        r_.Item(1, [&] { c.resource = ResourceHere(ResourceOf(c.operation)); });
        ExactLength(2);
        point->cases.push_back(c);
      });
    });
    point->initial = LinearMember("initial");
  }

  void ReadTransition(Transition* transition) {
    r_.Member("from", [&] { transition->from = Named(system_.points); });
    r_.Member("to", [&] { transition->to = Named(system_.points); });
    transition->outcome = WordMember<Outcome>("outcome", OutcomeNames());
    transition->resource = r_.Integer32Member("resource");
    transition->guard = ConstraintsMember("guard");
    r_.Member("effects", [&] {
      r_.Items([&] {
        Effect effect;
        r_.Item(0, [&] { effect.symbol = SymbolHere(); });
        r_.Item(1, [&] { effect.assign = WordHere({"+=", ":="}) == 1; });
        r_.Item(2, [&] { effect.value = LinearHere(); });
        ExactLength(3);
        transition->effects.push_back(std::move(effect));
      });
    });
    r_.Member("spawns", [&] {
      r_.Items([&] {
        Spawn spawn;
        r_.Item(0, [&] { spawn.point = Named(system_.points); });
        r_.Item(1, [&] { spawn.count = LinearHere(); });
        ExactLength(2);
        transition->spawns.push_back(std::move(spawn));
      });
    });
    r_.Member("wakes", [&] {
      r_.Items([&] {
        Wake wake;
        r_.Item(0, [&] { wake.from = Named(system_.points); });
        r_.Item(1, [&] { wake.to = Named(system_.points); });
        ExactLength(2);
        transition->wakes.push_back(wake);
      });
    });
  }

  void ReadProperty(Property* property) {
    r_.OnlyMembers({"name", "kind", "resource", "states"});
    property->name = r_.StringMember("name");
    property->kind = WordMember<PropertyKind>("kind", PropertyKindNames());
    property->resource = r_.Integer32Member("resource");
    r_.Member("states", [&] { r_.Items([&] { property->states.push_back(ConstraintsHere()); }); });
  }

  JsonReader r_;
  CounterSystem system_;
};

}  // namespace

Result<CounterSystem> CounterSystemFromJson(std::string_view text) {
  const Result<JsonValue> root = JsonValue::Parse(text);
  if (!root.ok()) return root.error();
  return Reader(*root).Read();
}

}  // namespace interlock::counting
