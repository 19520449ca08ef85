// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/json_reader.h"
#include "models/protocol/protocol_json.h"
#include "models/protocol/protocol_names.h"
#include "models/protocol/protocol_validate.h"
#include "models/protocol/term_json.h"

namespace interlock::protocol {
namespace {

// Reads one entry of each kind; the reader stands on it.
class EntryReader {
 public:
  explicit EntryReader(JsonReader* reader) : r_(*reader) {}

  void Read(Root* root) {
    r_.OnlyMembers({"function", "threads", "aliasing"});
    root->function = r_.StringMember("function");
    root->threads = r_.StringMember("threads");
    root->aliasing = r_.StringMember("aliasing");
  }

  void Read(Site* site) {
    r_.OnlyMembers({"key", "position", "function"});
    site->key = r_.StringMember("key");
    site->position = r_.StringMember("position");
    site->function = r_.StringMember("function");
  }

  void Read(Object* object) {
    r_.OnlyMembers({"key", "name", "type", "kind", "bytes", "multiplicity", "owner", "site"});
    object->key = r_.StringMember("key");
    object->name = r_.StringMember("name");
    object->type = r_.StringMember("type");
    object->kind = r_.StringMember("kind");
    r_.Member("bytes", [&] { object->bytes = r_.Unsigned(); });
    object->multiplicity = NameOf<Multiplicity>("multiplicity", MultiplicityNames());
    object->owner = r_.Integer32Member("owner");
    object->site = r_.Integer32Member("site");
  }

  void Read(Role* role) {
    r_.OnlyMembers({"id", "name", "entry", "parent", "spawn_site", "many", "distinct",
                    "live_at_spawn", "spawn_event"});
    role->id = r_.StringMember("id");
    role->name = r_.StringMember("name");
    role->entry = r_.StringMember("entry");
    role->parent = r_.Integer32Member("parent");
    role->spawn_site = r_.Integer32Member("spawn_site");
    role->many = r_.BooleanMember("many");
    role->distinct = TermsMember("distinct");
    role->live_at_spawn = r_.IdsMember("live_at_spawn");
    role->spawn_event = r_.Integer32Member("spawn_event");
  }

  void Read(Event* event) {
    r_.OnlyMembers({"kind", "role", "site", "stack", "object", "shared_mode", "child", "prefix",
                    "linear", "payload"});
    event->kind = NameOf<EventKind>("kind", EventKindNames());
    event->role = r_.Integer32Member("role");
    event->site = r_.Integer32Member("site");
    event->stack = r_.IdsMember("stack");
    event->object = TermMember("object");
    event->shared_mode = r_.BooleanMember("shared_mode");
    event->child = r_.Integer32Member("child");
    event->prefix = r_.IdsMember("prefix");
    event->linear = r_.BooleanMember("linear");
    event->payload = TermMember("payload");
  }

  void Read(HeldLock* held) {
    r_.OnlyMembers({"lock", "mode", "objects"});
    held->lock = TermMember("lock");
    held->mode = NameOf<LockMode>("mode", LockModeNames());
    held->objects = r_.IdsMember("objects");
  }

  void Read(PhaseInterval* phase) {
    r_.OnlyMembers({"object", "low", "high", "arrives"});
    phase->object = TermMember("object");
    phase->low = r_.Integer32Member("low");
    phase->high = r_.Integer32Member("high");
    phase->arrives = r_.BooleanMember("arrives");
  }

  void Read(Guard* guard) {
    r_.OnlyMembers({"condition", "holds"});
    guard->condition = TermMember("condition");
    guard->holds = r_.BooleanMember("holds");
  }

  void Read(Access* access) {
    r_.OnlyMembers({"role", "site", "kind", "order", "address", "size_bytes", "objects", "guards",
                    "held", "live", "phases", "handed_over", "stack", "prefix", "imprecise",
                    "owned", "in_cell", "is_ticket", "what"});
    access->role = r_.Integer32Member("role");
    access->site = r_.Integer32Member("site");
    access->kind = NameOf<AccessKind>("kind", AccessKindNames());
    access->order = NameOf<MemoryOrder>("order", MemoryOrderNames());
    access->address = TermMember("address");
    access->size_bytes = TermMember("size_bytes");
    access->objects = r_.IdsMember("objects");
    List("guards", &access->guards);
    List("held", &access->held);
    access->live = r_.IdsMember("live");
    List("phases", &access->phases);
    access->handed_over = TermsMember("handed_over");
    access->stack = r_.IdsMember("stack");
    access->prefix = r_.IdsMember("prefix");
    access->imprecise = r_.StringsMember("imprecise");
    access->owned = r_.BooleanMember("owned");
    access->in_cell = r_.BooleanMember("in_cell");
    access->is_ticket = r_.BooleanMember("is_ticket");
    access->what = r_.StringMember("what");
  }

  void Read(Fact* fact) {
    r_.OnlyMembers({"term", "source", "id", "rests_on", "bound"});
    fact->term = TermMember("term");
    fact->source = r_.StringMember("source");
    fact->id = r_.StringMember("id");
    fact->rests_on = r_.StringsMember("rests_on");
    fact->bound = r_.StringMember("bound");
  }

  void Read(Obligation* obligation) {
    r_.OnlyMembers({"id", "text", "access", "condition", "rests_on"});
    obligation->id = r_.StringMember("id");
    obligation->text = r_.StringMember("text");
    obligation->access = r_.Integer32Member("access");
    obligation->condition = TermMember("condition");
    obligation->rests_on = r_.StringsMember("rests_on");
  }

  void Read(Assumption* assumption) {
    r_.OnlyMembers({"id", "text", "site"});
    assumption->id = r_.StringMember("id");
    assumption->text = r_.StringMember("text");
    assumption->site = r_.Integer32Member("site");
  }

  void Read(Unresolved* construct) {
    r_.OnlyMembers({"kind", "detail", "site", "role", "everything", "objects", "live", "stack"});
    construct->kind = r_.StringMember("kind");
    construct->detail = r_.StringMember("detail");
    construct->site = r_.Integer32Member("site");
    construct->role = r_.Integer32Member("role");
    construct->everything = r_.BooleanMember("everything");
    construct->objects = r_.IdsMember("objects");
    construct->live = r_.IdsMember("live");
    construct->stack = r_.IdsMember("stack");
  }

  void Read(NotCovered* entry) {
    r_.OnlyMembers({"kind", "name", "position"});
    entry->kind = r_.StringMember("kind");
    entry->name = r_.StringMember("name");
    entry->position = r_.StringMember("position");
  }

  void Read(Coverage* coverage) {
    r_.OnlyMembers({"spawn_sites_reached", "spawn_sites_total", "shared_fields_covered",
                    "shared_fields_total", "not_covered"});
    coverage->spawn_sites_reached = r_.Integer32Member("spawn_sites_reached");
    coverage->spawn_sites_total = r_.Integer32Member("spawn_sites_total");
    coverage->shared_fields_covered = r_.Integer32Member("shared_fields_covered");
    coverage->shared_fields_total = r_.Integer32Member("shared_fields_total");
    List("not_covered", &coverage->not_covered);
  }

  void Read(Protocol* protocol) {
    // Before anything else: another version may have other members.
    r_.Member("schema", [&] {
      protocol->schema = r_.String();
      if (r_.ok() && protocol->schema != kProtocolSchema) {
        r_.Fail("protocol has another schema: " + protocol->schema, ErrorKind::kVersion);
      }
    });
    r_.OnlyMembers({"schema", "name", "tool", "digest", "roots", "sites", "objects", "roles",
                    "events", "accesses", "facts", "obligations", "assumptions", "unresolved",
                    "coverage"});
    protocol->name = r_.StringMember("name");
    protocol->tool = r_.StringMember("tool");
    protocol->digest = r_.StringMember("digest");
    List("roots", &protocol->roots);
    List("sites", &protocol->sites);
    List("objects", &protocol->objects);
    List("roles", &protocol->roles);
    List("events", &protocol->events);
    List("accesses", &protocol->accesses);
    List("facts", &protocol->facts);
    List("obligations", &protocol->obligations);
    List("assumptions", &protocol->assumptions);
    List("unresolved", &protocol->unresolved);
    r_.Member("coverage", [&] { Read(&protocol->coverage); });
  }

 private:
  Term TermMember(const char* name) {
    Term term;
    r_.Member(name, [&] { term = TermFromJson(&r_); });
    return term;
  }

  TermList TermsMember(const char* name) {
    TermList terms;
    r_.Member(name, [&] { r_.Items([&] { terms.push_back(TermFromJson(&r_)); }); });
    return terms;
  }

  template <typename Enumerator>
  Enumerator NameOf(const char* member, const std::vector<const char*>& names) {
    return static_cast<Enumerator>(r_.NameMember(member, names));
  }

  template <typename T>
  void List(const char* name, std::vector<T>* entries) {
    r_.Member(name, [&] {
      r_.Items([&] {
        entries->emplace_back();
        Read(&entries->back());
      });
    });
  }

  JsonReader& r_;
};

}  // namespace

Result<Protocol> ProtocolFromJson(std::string_view text) {
  const Result<JsonValue> parsed = JsonValue::Parse(text);
  if (!parsed.ok()) return parsed.error();
  JsonReader reader(*parsed);
  Protocol protocol;
  EntryReader(&reader).Read(&protocol);
  if (!reader.ok()) return reader.error();
  const Status valid = Validate(protocol);
  if (!valid.ok()) return valid.error();
  const std::string digest = ContentDigest(protocol);
  if (digest != protocol.digest) {
    return MakeError(
        "digest does not fit the content: stated=" + protocol.digest + " computed=" + digest,
        "/digest");
  }
  return protocol;
}

}  // namespace interlock::protocol
