// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/outline_json.h"

#include <algorithm>
#include <set>

#include "models/protocol/json_reader.h"
#include "models/protocol/protocol_json.h"

namespace interlock::protocol {
namespace {

/// One line of the file; members that say nothing are left out.
class Line {
 public:
  Line& Text(const char* name, const std::string& text) {
    object_.Set(name, JsonValue::String(text));
    return *this;
  }
  Line& TextIf(const char* name, const std::string& text) {
    return text.empty() ? *this : Text(name, text);
  }
  Line& FlagIf(const char* name, bool flag) {
    if (flag) object_.Set(name, JsonValue::Boolean(true));
    return *this;
  }
  Line& ListIf(const char* name, const Words& words) {
    if (words.empty()) return *this;
    JsonValue array = JsonValue::Array();
    for (const std::string& word : words) array.Append(JsonValue::String(word));
    object_.Set(name, std::move(array));
    return *this;
  }
  Line& Set(const char* name, JsonValue value) {
    object_.Set(name, std::move(value));
    return *this;
  }
  std::string Done() const { return object_.ToText(); }

 private:
  JsonValue object_ = JsonValue::Object();
};

std::string LineOf(const OutlineRoot& e) {
  return Line()
      .Text("function", e.function)
      .Text("threads", e.threads)
      .Text("aliasing", e.aliasing)
      .Done();
}

std::string LineOf(const OutlineRole& e) {
  Line line;
  line.Text("role", e.name).Text("entry", e.entry).TextIf("parent", e.parent);
  line.FlagIf("many", e.many);
  if (e.places != 1) line.Set("places", JsonValue::Integer(e.places));
  return line.ListIf("distinct", e.distinct).ListIf("live_at_spawn", e.live_at_spawn).Done();
}

std::string LineOf(const OutlineObject& e) {
  return Line()
      .Text("object", e.name)
      .ListIf("kinds", e.kinds)
      .ListIf("types", e.types)
      .ListIf("multiplicities", e.multiplicities)
      .ListIf("owners", e.owners)
      .Done();
}

std::string LineOf(const OutlineEvent& e) {
  return Line()
      .Text("role", e.role)
      .Text("kind", e.kind)
      .TextIf("object", e.object)
      .FlagIf("shared_mode", e.shared_mode)
      .TextIf("child", e.child)
      .FlagIf("linear", e.linear)
      .Done();
}

JsonValue PhaseValue(const OutlinePhase& phase) {
  JsonValue value = JsonValue::Object();
  value.Set("object", JsonValue::String(phase.object));
  value.Set("low", JsonValue::Integer(phase.low));
  if (phase.high != PhaseInterval::kForever) value.Set("high", JsonValue::Integer(phase.high));
  if (phase.arrives) value.Set("arrives", JsonValue::Boolean(true));
  return value;
}

std::string LineOf(const OutlineAccess& e) {
  Line line;
  line.Text("role", e.role).Text("kind", e.kind).Text("order", e.order);
  line.ListIf("objects", e.objects).TextIf("what", e.what).FlagIf("ticket", e.ticket);
  Words exclusive, shared;
  for (const OutlineLock& held : e.protection.locks) {
    (held.mode == "shared" ? shared : exclusive).push_back(held.lock);
  }
  line.ListIf("locks", exclusive).ListIf("shared_locks", shared).ListIf("live", e.protection.live);
  if (!e.protection.phases.empty()) {
    JsonValue phases = JsonValue::Array();
    for (const OutlinePhase& phase : e.protection.phases) phases.Append(PhaseValue(phase));
    line.Set("phases", std::move(phases));
  }
  return line.ListIf("handed_over", e.protection.handed_over)
      .FlagIf("owned", e.protection.owned)
      .FlagIf("in_cell", e.protection.in_cell)
      .Done();
}

std::string LineOf(const OutlineText& e) {
  return Line().Text("kind", e.kind).Text("text", e.text).TextIf("bound", e.bound).Done();
}

std::string LineOf(const OutlineUnresolved& e) {
  return Line()
      .Text("kind", e.kind)
      .Text("detail", e.detail)
      .TextIf("role", e.role)
      .FlagIf("everything", e.everything)
      .ListIf("objects", e.objects)
      .ListIf("live", e.live)
      .Done();
}

template <typename Entry>
void WriteList(const char* name, const std::vector<Entry>& entries, std::string* out) {
  *out += ",\n\"" + std::string(name) + "\":[";
  for (std::size_t i = 0; i < entries.size(); ++i) {
    *out += (i == 0 ? "\n" : ",\n") + LineOf(entries[i]);
  }
  *out += "\n]";
}

class Reader {
 public:
  explicit Reader(const JsonValue& document) : r_(document) {}

  Result<Outline> Read() {
    std::string schema;
    r_.Member("schema", [&] { schema = r_.String(); });
    if (r_.ok() && schema != kPinnedSchema) {
      return MakeError("schema is '" + schema + "', this build reads " + kPinnedSchema, "/schema",
                       ErrorKind::kVersion);
    }
    r_.OnlyMembers({"schema", "protocol", "roots", "roles", "objects", "events", "accesses",
                    "texts", "unresolved"});
    out_.name = r_.StringMember("protocol");
    List("roots", &out_.roots);
    List("roles", &out_.roles);
    List("objects", &out_.objects);
    for (const OutlineRole& role : out_.roles) CheckUnique(role.name, &role_names_);
    for (const OutlineObject& object : out_.objects) CheckUnique(object.name, &object_names_);
    List("events", &out_.events);
    List("accesses", &out_.accesses);
    List("texts", &out_.texts);
    List("unresolved", &out_.unresolved);
    for (const OutlineRole& role : out_.roles) {
      CheckRoles(role.live_at_spawn);
      if (!role.parent.empty()) CheckRoles({role.parent});
    }
    for (const OutlineObject& object : out_.objects) CheckRoles(object.owners);
    if (!r_.ok()) return r_.error();
    Normalize(&out_);
    return std::move(out_);
  }

 private:
  template <typename Entry>
  void List(const char* name, std::vector<Entry>* entries) {
    r_.Member(name, [&] {
      r_.Items([&] {
        entries->emplace_back();
        ReadEntry(&entries->back());
      });
    });
  }

  std::string OptionalText(const char* name) {
    std::string text;
    r_.Member(name, [&] { text = r_.String(); }, true);
    return text;
  }
  bool OptionalFlag(const char* name) {
    bool flag = false;
    r_.Member(name, [&] { flag = r_.Boolean(); }, true);
    return flag;
  }
  Words OptionalWords(const char* name) {
    Words words;
    r_.Member(name, [&] { r_.Items([&] { words.push_back(r_.String()); }); }, true);
    return words;
  }
  std::string OptionalRole(const char* name) {
    std::string role = OptionalText(name);
    if (!role.empty()) CheckRoles({role});
    return role;
  }
  Words OptionalRoles(const char* name) {
    Words roles = OptionalWords(name);
    CheckRoles(roles);
    return roles;
  }
  Words OptionalObjects(const char* name) {
    Words objects = OptionalWords(name);
    for (const std::string& object : objects) {
      if (object_names_.count(object) == 0) r_.Fail("object is not listed: " + object);
    }
    return objects;
  }

  void CheckUnique(const std::string& name, std::set<std::string>* names) {
    if (!names->insert(name).second) r_.Fail("stands there twice: " + name);
  }
  void CheckRoles(const Words& roles) {
    for (const std::string& role : roles) {
      if (role_names_.count(role) == 0) r_.Fail("role is not listed: " + role);
    }
  }

  void ReadEntry(OutlineRoot* e) {
    r_.OnlyMembers({"function", "threads", "aliasing"});
    e->function = r_.StringMember("function");
    e->threads = r_.StringMember("threads");
    e->aliasing = r_.StringMember("aliasing");
  }

  void ReadEntry(OutlineRole* e) {
    r_.OnlyMembers({"role", "entry", "parent", "many", "places", "distinct", "live_at_spawn"});
    e->name = r_.StringMember("role");
    e->entry = r_.StringMember("entry");
    e->parent = OptionalText("parent");
    e->many = OptionalFlag("many");
    r_.Member("places", [&] { e->places = r_.Integer32(); }, true);
    e->distinct = OptionalWords("distinct");
    e->live_at_spawn = OptionalWords("live_at_spawn");
  }

  void ReadEntry(OutlineObject* e) {
    r_.OnlyMembers({"object", "kinds", "types", "multiplicities", "owners"});
    e->name = r_.StringMember("object");
    e->kinds = OptionalWords("kinds");
    e->types = OptionalWords("types");
    e->multiplicities = OptionalWords("multiplicities");
    e->owners = OptionalWords("owners");
  }

  void ReadEntry(OutlineEvent* e) {
    r_.OnlyMembers({"role", "kind", "object", "shared_mode", "child", "linear"});
    e->role = OptionalRole("role");
    if (e->role.empty()) r_.Fail("an event without a role");
    e->kind = r_.StringMember("kind");
    e->object = OptionalText("object");
    e->shared_mode = OptionalFlag("shared_mode");
    e->child = OptionalRole("child");
    e->linear = OptionalFlag("linear");
  }

  void ReadEntry(OutlineAccess* e) {
    r_.OnlyMembers({"role", "kind", "order", "objects", "what", "ticket", "locks", "shared_locks",
                    "live", "phases", "handed_over", "owned", "in_cell"});
    e->role = OptionalRole("role");
    if (e->role.empty()) r_.Fail("an access without a role");
    e->kind = r_.StringMember("kind");
    e->order = r_.StringMember("order");
    e->objects = OptionalObjects("objects");
    e->what = OptionalText("what");
    e->ticket = OptionalFlag("ticket");
    Protection& protection = e->protection;
    for (std::string& lock : OptionalWords("locks")) {
      protection.locks.push_back({std::move(lock), "exclusive"});
    }
    for (std::string& lock : OptionalWords("shared_locks")) {
      protection.locks.push_back({std::move(lock), "shared"});
    }
    protection.live = OptionalRoles("live");
    r_.Member(
        "phases", [&] { r_.Items([&] { ReadPhase(&protection.phases.emplace_back()); }); }, true);
    protection.handed_over = OptionalWords("handed_over");
    protection.owned = OptionalFlag("owned");
    protection.in_cell = OptionalFlag("in_cell");
  }

  void ReadPhase(OutlinePhase* phase) {
    r_.OnlyMembers({"object", "low", "high", "arrives"});
    phase->object = r_.StringMember("object");
    phase->low = r_.Integer32Member("low");
    r_.Member("high", [&] { phase->high = r_.Integer32(); }, true);
    phase->arrives = OptionalFlag("arrives");
  }

  void ReadEntry(OutlineText* e) {
    r_.OnlyMembers({"kind", "text", "bound"});
    e->kind = r_.StringMember("kind");
    e->text = r_.StringMember("text");
    e->bound = OptionalText("bound");
  }

  void ReadEntry(OutlineUnresolved* e) {
    r_.OnlyMembers({"kind", "detail", "role", "everything", "objects", "live"});
    e->kind = r_.StringMember("kind");
    e->detail = r_.StringMember("detail");
    e->role = OptionalRole("role");
    e->everything = OptionalFlag("everything");
    e->objects = OptionalObjects("objects");
    e->live = OptionalRoles("live");
  }

  JsonReader r_;
  Outline out_;
  std::set<std::string> role_names_;
  std::set<std::string> object_names_;
};

}  // namespace

std::string OutlineToText(const Outline& outline) {
  std::string out = "{\"schema\":\"" + std::string(kPinnedSchema) +
                    "\",\n\"protocol\":" + JsonValue::String(outline.name).ToText();
  WriteList("roots", outline.roots, &out);
  WriteList("roles", outline.roles, &out);
  WriteList("objects", outline.objects, &out);
  WriteList("events", outline.events, &out);
  WriteList("accesses", outline.accesses, &out);
  WriteList("texts", outline.texts, &out);
  WriteList("unresolved", outline.unresolved, &out);
  return out + "\n}\n";
}

Result<Outline> OutlineFromText(std::string_view text) {
  Result<JsonValue> document = JsonValue::Parse(text);
  if (!document.ok()) return document.error();
  return Reader(*document).Read();
}

Result<Outline> OutlineFromAnyText(std::string_view text) {
  Result<JsonValue> document = JsonValue::Parse(text);
  if (!document.ok()) return document.error();
  const JsonValue* schema =
      document->kind() == JsonValue::Kind::kObject ? document->Find("schema") : nullptr;
  if (schema == nullptr || schema->kind() != JsonValue::Kind::kString) {
    return MakeError("no protocol: there is no member \"schema\"", "/");
  }
  if (schema->string() == kPinnedSchema) return Reader(*document).Read();
  if (!schema->string().starts_with("interlock-protocol/")) {
    return MakeError("no protocol: schema is '" + schema->string() + "', wanted " +
                         kProtocolSchema + " or " + kPinnedSchema,
                     "/schema", ErrorKind::kVersion);
  }
  Result<Protocol> protocol = ProtocolFromJson(text);
  if (!protocol.ok()) return protocol.error();
  return MakeOutline(*protocol);
}

}  // namespace interlock::protocol
