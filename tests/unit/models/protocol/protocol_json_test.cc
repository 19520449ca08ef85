// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/protocol_json.h"

#include <gtest/gtest.h>

#include "models/enumerate/program.h"
#include "models/enumerate/to_protocol.h"
#include "models/protocol/digest.h"
#include "models/protocol/json_value.h"
#include "models/protocol/protocol_validate.h"
#include "tests/unit/models/protocol_builder.h"
#include "tests/unit/models/schema_check.h"

namespace interlock::protocol {
namespace {

// One of everything, with names that JSON has to escape.
ProtocolBuilder Rich() {
  ProtocolBuilder builder;
  const ObjectId slots = builder.Object("c:@slots \"x\"\n");
  builder.protocol().objects[slots].bytes = 0xffffffffffffffffULL;
  const RoleId worker = builder.Workers();
  const Term slot = Term::Index(GlobalTerm("c:@slots \"x\"\n"), builder.WorkerId(), 8);
  Access& access = builder.Access(worker, AccessKind::kWrite, slot, 8, {slots});
  access.guards.push_back(
      {Term::Binary(TermKind::kLess, builder.WorkerId(), ParameterTerm("n")), true});
  access.phases.push_back({GlobalTerm("barrier"), 0, 2, true});
  access.handed_over = {GlobalTerm("channel")};
  access.imprecise = {"reason"};
  access.order = MemoryOrder::kAcquireRelease;
  builder.Hold(&access, GlobalTerm("mutex"), LockMode::kShared);
  builder.Fact(Term::Binary(TermKind::kLess, Term::Integer(-5), ParameterTerm("n")));
  Protocol& protocol = builder.protocol();
  protocol.facts[0].rests_on = {"assumed"};
  protocol.assumptions.push_back({"assumed", "text", kNone});
  protocol.obligations.push_back({"no-wrap", "text", 0, Term::Integer(1), {}});
  Unresolved construct;
  construct.kind = "opaque call";
  construct.objects = {slots};
  protocol.unresolved.push_back(construct);
  protocol.coverage.not_covered.push_back({"shared field", "f", "a.cc:1:1"});
  return builder;
}

std::string WithDigest(std::string text) {
  Result<JsonValue> value = JsonValue::Parse(text);
  EXPECT_TRUE(value.ok());
  JsonValue without = JsonValue::Object();
  for (const auto& [name, member] : value->members()) {
    if (name != "digest") without.Set(name, member);
  }
  const std::string digest = Digest(without.ToText());
  JsonValue with = JsonValue::Object();
  for (const auto& [name, member] : value->members()) {
    with.Set(name, name == "digest" ? JsonValue::String(digest) : member);
  }
  return with.ToText();
}

void Replace(std::string* text, const std::string& from, const std::string& to) {
  const std::size_t at = text->find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text->replace(at, from.size(), to);
}

TEST(ProtocolJson, ReadsBackWhatItWrote) {
  ProtocolBuilder builder = Rich();
  const std::string text = ProtocolToJson(builder.protocol());
  const Result<Protocol> read = ProtocolFromJson(text);
  ASSERT_TRUE(read.ok()) << read.error().ToText();
  EXPECT_EQ(ProtocolToJson(*read), text);
  EXPECT_EQ(read->digest, ContentDigest(builder.protocol()));
  EXPECT_EQ(read->accesses[0].address, builder.protocol().accesses[0].address);
}

TEST(ProtocolJson, FitsItsSchema) {
  ProtocolBuilder builder = Rich();
  builder.protocol().objects[0].bytes = 64;  // the schema library reads signed numbers only
  const char* schema = "models/protocol/protocol_schema.json";
  EXPECT_EQ(SchemaErrors(schema, ProtocolToJson(builder.protocol())), "");
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Protocol generated = enumerate::ToProtocol(enumerate::Generate(seed));
    EXPECT_EQ(SchemaErrors(schema, ProtocolToJson(generated)), "") << "seed " << seed;
  }
  std::string text = ProtocolToJson(builder.protocol());
  Replace(&text, "\"write\"", "\"scribble\"");
  EXPECT_NE(SchemaErrors(schema, text), "");
}

TEST(ProtocolJson, EveryTruncationIsRejectedWithAPosition) {
  ProtocolBuilder builder = Rich();
  const std::string text = ProtocolToJson(builder.protocol());
  for (std::size_t length = 0; length + 2 < text.size(); length += 7) {
    const Result<Protocol> read = ProtocolFromJson(text.substr(0, length));
    ASSERT_FALSE(read.ok()) << length;
    EXPECT_FALSE(read.error().position.empty()) << length;
  }
}

struct BadCase {
  const char* from;
  const char* to;
  const char* position;
  const char* message;
};

TEST(ProtocolJson, NamesWhatIsWrongAndWhere) {
  const BadCase cases[] = {
      {"interlock-protocol/1", "interlock-protocol/2", "/schema", "another schema"},
      {"\"accesses\":[{\"role\":1", "\"accesses\":[{\"role\":7", "/accesses/0/role",
       "dangling reference to a role"},
      {"\"objects\":[0],\"guards\"", "\"objects\":[3],\"guards\"", "/accesses/0/objects/0",
       "dangling reference to an object"},
      {"\"many\":true", "\"many\":1", "/roles/1/many", "expected a Boolean"},
      {"\"what\":\"\"", "\"why\":\"\"", "/accesses/0", "member is not known: why"},
      {"\"is_ticket\":false,", "", "/accesses/0", "member is missing: is_ticket"},
      {"[\"iv\",\"worker_id\",1", "[\"loop\",\"worker_id\",1", "/roles/1/distinct/0/0",
       "head is not known"},
      {"\"parent\":0", "\"parent\":1", "/roles/1/parent", "parent does not come before"},
      {"\"access\":0", "\"access\":9", "/obligations/0/access", "dangling reference to an access"},
      {"\"low\":0", "\"low\":5", "/accesses/0/phases", "phase interval is empty"},
      {"\"bytes\":18446744073709551615", "\"bytes\":1.5", "", "no 64-bit integer"},
      {"\"name\":\"test\"", "\"name\":\"test\",\"name\":\"x\"", "", "member stands twice"},
  };
  for (const BadCase& test : cases) {
    ProtocolBuilder builder = Rich();
    std::string text = ProtocolToJson(builder.protocol());
    Replace(&text, test.from, test.to);
    // A digest made again must not help.
    const Result<JsonValue> parses = JsonValue::Parse(text);
    const Result<Protocol> read = ProtocolFromJson(parses.ok() ? WithDigest(text) : text);
    ASSERT_FALSE(read.ok()) << test.to;
    EXPECT_EQ(read.error().position, test.position) << read.error().ToText();
    EXPECT_NE(read.error().message.find(test.message), std::string::npos)
        << read.error().ToText() << " for " << test.to;
  }
}

TEST(ProtocolJson, ChangedContentDoesNotFitItsDigest) {
  ProtocolBuilder builder = Rich();
  std::string text = ProtocolToJson(builder.protocol());
  Replace(&text, "\"mode\":\"shared\"", "\"mode\":\"exclusive\"");
  const Result<Protocol> read = ProtocolFromJson(text);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().position, "/digest");
}

TEST(ProtocolValidate, RejectsBrokenInvariants) {
  const auto error_of = [](const auto& change) {
    ProtocolBuilder builder = Rich();
    change(&builder.protocol());
    const Status status = Validate(builder.protocol());
    return status.ok() ? std::string() : status.error().message;
  };
  EXPECT_EQ(error_of([](Protocol*) {}), "");
  EXPECT_NE(error_of([](Protocol* p) { p->events[1].prefix = {1}; }), "");
  EXPECT_NE(error_of([](Protocol* p) { p->events[1].prefix = {0}; }), "");  // another role's event
  EXPECT_NE(error_of([](Protocol* p) { p->accesses[0].live = {0}; }), "");
  EXPECT_NE(error_of([](Protocol* p) { p->accesses[0].objects.clear(); }), "");
  EXPECT_NE(error_of([](Protocol* p) { p->accesses[0].size_bytes = Term::Integer(0); }), "");
  EXPECT_NE(error_of([](Protocol* p) {
              p->roles[0].many = true;
              p->roles[1].many = false;
            }),
            "");
  EXPECT_NE(error_of([](Protocol* p) { p->objects[0].key = "other"; }), "");
  EXPECT_NE(error_of([](Protocol* p) { p->roles[1].spawn_event = 1; }), "");
  EXPECT_NE(error_of([](Protocol* p) {
              p->accesses[0].size_bytes = Term(TermKind::kTruncate, "", 3, {Term::Integer(1)});
            }),
            "");
  EXPECT_NE(error_of([](Protocol* p) {
              p->facts[0].term = Term(TermKind::kAdd, "", 0, {Term::Integer(1)});
            }),
            "");
}

}  // namespace
}  // namespace interlock::protocol
