// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/protocol_json.h"

#include "models/protocol/digest.h"
#include "models/protocol/json_reader.h"
#include "models/protocol/protocol_names.h"
#include "models/protocol/protocol_validate.h"
#include "models/protocol/term_json.h"

namespace interlock::protocol {
namespace {

JsonValue Ids(const std::vector<std::int32_t>& ids) {
  JsonValue array = JsonValue::Array();
  for (const std::int32_t id : ids) array.Append(JsonValue::Integer(id));
  return array;
}

JsonValue Strings(const std::vector<std::string>& texts) {
  JsonValue array = JsonValue::Array();
  for (const std::string& text : texts) array.Append(JsonValue::String(text));
  return array;
}

JsonValue Terms(const TermList& terms) {
  JsonValue array = JsonValue::Array();
  for (const Term& term : terms) array.Append(TermToJson(term));
  return array;
}

// Declared first: the template below finds no later ones.
JsonValue ToJson(const Root& entry);
JsonValue ToJson(const Site& entry);
JsonValue ToJson(const Object& entry);
JsonValue ToJson(const Role& entry);
JsonValue ToJson(const Event& entry);
JsonValue ToJson(const HeldLock& entry);
JsonValue ToJson(const PhaseInterval& entry);
JsonValue ToJson(const Guard& entry);
JsonValue ToJson(const Access& entry);
JsonValue ToJson(const Fact& entry);
JsonValue ToJson(const Obligation& entry);
JsonValue ToJson(const Assumption& entry);
JsonValue ToJson(const Unresolved& entry);
JsonValue ToJson(const NotCovered& entry);
JsonValue ToJson(const Coverage& entry);

template <typename T>
JsonValue List(const std::vector<T>& entries) {
  JsonValue array = JsonValue::Array();
  for (const T& entry : entries) array.Append(ToJson(entry));
  return array;
}

template <typename Name>
JsonValue NameOf(const std::vector<const char*>& names, Name name) {
  return JsonValue::String(names[static_cast<std::size_t>(name)]);
}

// One object, written member by member.
class Writer {
 public:
  Writer& Text(const char* name, const std::string& text) {
    return Set(name, JsonValue::String(text));
  }
  Writer& Number(const char* name, std::int64_t number) {
    return Set(name, JsonValue::Integer(number));
  }
  Writer& Flag(const char* name, bool flag) { return Set(name, JsonValue::Boolean(flag)); }
  Writer& Set(const char* name, JsonValue value) {
    object_.Set(name, std::move(value));
    return *this;
  }
  JsonValue Done() { return std::move(object_); }

 private:
  JsonValue object_ = JsonValue::Object();
};

JsonValue ToJson(const Root& root) {
  return Writer()
      .Text("function", root.function)
      .Text("threads", root.threads)
      .Text("aliasing", root.aliasing)
      .Done();
}

JsonValue ToJson(const Site& site) {
  return Writer()
      .Text("key", site.key)
      .Text("position", site.position)
      .Text("function", site.function)
      .Done();
}

JsonValue ToJson(const Object& object) {
  return Writer()
      .Text("key", object.key)
      .Text("name", object.name)
      .Text("type", object.type)
      .Text("kind", object.kind)
      .Set("bytes", JsonValue::Unsigned(object.bytes))
      .Set("multiplicity", NameOf(MultiplicityNames(), object.multiplicity))
      .Number("owner", object.owner)
      .Number("site", object.site)
      .Done();
}

JsonValue ToJson(const Role& role) {
  return Writer()
      .Text("id", role.id)
      .Text("name", role.name)
      .Text("entry", role.entry)
      .Number("parent", role.parent)
      .Number("spawn_site", role.spawn_site)
      .Flag("many", role.many)
      .Set("distinct", Terms(role.distinct))
      .Set("live_at_spawn", Ids(role.live_at_spawn))
      .Number("spawn_event", role.spawn_event)
      .Done();
}

JsonValue ToJson(const Event& event) {
  return Writer()
      .Set("kind", NameOf(EventKindNames(), event.kind))
      .Number("role", event.role)
      .Number("site", event.site)
      .Set("stack", Ids(event.stack))
      .Set("object", TermToJson(event.object))
      .Flag("shared_mode", event.shared_mode)
      .Number("child", event.child)
      .Set("prefix", Ids(event.prefix))
      .Flag("linear", event.linear)
      .Set("payload", TermToJson(event.payload))
      .Done();
}

JsonValue ToJson(const HeldLock& held) {
  return Writer()
      .Set("lock", TermToJson(held.lock))
      .Set("mode", NameOf(LockModeNames(), held.mode))
      .Set("objects", Ids(held.objects))
      .Done();
}

JsonValue ToJson(const PhaseInterval& phase) {
  return Writer()
      .Set("object", TermToJson(phase.object))
      .Number("low", phase.low)
      .Number("high", phase.high)
      .Flag("arrives", phase.arrives)
      .Done();
}

JsonValue ToJson(const Guard& guard) {
  return Writer().Set("condition", TermToJson(guard.condition)).Flag("holds", guard.holds).Done();
}

JsonValue ToJson(const Access& access) {
  return Writer()
      .Number("role", access.role)
      .Number("site", access.site)
      .Set("kind", NameOf(AccessKindNames(), access.kind))
      .Set("order", NameOf(MemoryOrderNames(), access.order))
      .Set("address", TermToJson(access.address))
      .Set("size_bytes", TermToJson(access.size_bytes))
      .Set("objects", Ids(access.objects))
      .Set("guards", List(access.guards))
      .Set("held", List(access.held))
      .Set("live", Ids(access.live))
      .Set("phases", List(access.phases))
      .Set("handed_over", Terms(access.handed_over))
      .Set("stack", Ids(access.stack))
      .Set("prefix", Ids(access.prefix))
      .Set("imprecise", Strings(access.imprecise))
      .Flag("owned", access.owned)
      .Flag("in_cell", access.in_cell)
      .Flag("is_ticket", access.is_ticket)
      .Text("what", access.what)
      .Done();
}

JsonValue ToJson(const Fact& fact) {
  return Writer()
      .Set("term", TermToJson(fact.term))
      .Text("source", fact.source)
      .Text("id", fact.id)
      .Set("rests_on", Strings(fact.rests_on))
      .Text("bound", fact.bound)
      .Done();
}

JsonValue ToJson(const Obligation& obligation) {
  return Writer()
      .Text("id", obligation.id)
      .Text("text", obligation.text)
      .Number("access", obligation.access)
      .Set("condition", TermToJson(obligation.condition))
      .Set("rests_on", Strings(obligation.rests_on))
      .Done();
}

JsonValue ToJson(const Assumption& assumption) {
  return Writer()
      .Text("id", assumption.id)
      .Text("text", assumption.text)
      .Number("site", assumption.site)
      .Done();
}

JsonValue ToJson(const Unresolved& construct) {
  return Writer()
      .Text("kind", construct.kind)
      .Text("detail", construct.detail)
      .Number("site", construct.site)
      .Number("role", construct.role)
      .Flag("everything", construct.everything)
      .Set("objects", Ids(construct.objects))
      .Set("live", Ids(construct.live))
      .Set("stack", Ids(construct.stack))
      .Done();
}

JsonValue ToJson(const NotCovered& entry) {
  return Writer()
      .Text("kind", entry.kind)
      .Text("name", entry.name)
      .Text("position", entry.position)
      .Done();
}

JsonValue ToJson(const Coverage& coverage) {
  return Writer()
      .Number("spawn_sites_reached", coverage.spawn_sites_reached)
      .Number("spawn_sites_total", coverage.spawn_sites_total)
      .Number("shared_fields_covered", coverage.shared_fields_covered)
      .Number("shared_fields_total", coverage.shared_fields_total)
      .Set("not_covered", List(coverage.not_covered))
      .Done();
}

JsonValue ToJson(const Protocol& protocol, const std::string* digest) {
  Writer writer;
  writer.Text("schema", protocol.schema).Text("name", protocol.name).Text("tool", protocol.tool);
  if (digest != nullptr) writer.Text("digest", *digest);
  return writer.Set("roots", List(protocol.roots))
      .Set("sites", List(protocol.sites))
      .Set("objects", List(protocol.objects))
      .Set("roles", List(protocol.roles))
      .Set("events", List(protocol.events))
      .Set("accesses", List(protocol.accesses))
      .Set("facts", List(protocol.facts))
      .Set("obligations", List(protocol.obligations))
      .Set("assumptions", List(protocol.assumptions))
      .Set("unresolved", List(protocol.unresolved))
      .Set("coverage", ToJson(protocol.coverage))
      .Done();
}

}  // namespace

std::string ContentDigest(const Protocol& protocol) {
  return Digest(ToJson(protocol, nullptr).ToText());
}

std::string ProtocolToJson(const Protocol& protocol) {
  const std::string digest = ContentDigest(protocol);
  return ToJson(protocol, &digest).ToText() + "\n";
}

}  // namespace interlock::protocol
