// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "models/parametric/prove.h"
#include "models/witness/build_witness.h"
#include "models/witness/witness_json.h"
#include "tests/unit/models/protocol_builder.h"
#include "tests/unit/models/schema_check.h"

namespace interlock::witness {
namespace {

using protocol::AccessKind;
using protocol::EventKind;
using protocol::GlobalTerm;
using protocol::ProtocolBuilder;

// Two workers pass through the lock of another field, then one of them forgets the lock.
ProtocolBuilder Racy() {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const auto worker = builder.Workers();
  const auto lock = builder.Event(EventKind::kLock, worker, GlobalTerm("mutex"));
  const auto unlock = builder.Event(EventKind::kUnlock, worker, GlobalTerm("mutex"), {lock});
  builder.Access(worker, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter}).prefix = {lock,
                                                                                            unlock};
  auto& locked = builder.Access(worker, AccessKind::kRead, GlobalTerm("counter"), 8, {counter});
  locked.prefix = {lock};
  locked.held.push_back({GlobalTerm("mutex"), protocol::LockMode::kExclusive, {}});
  return builder;
}

Witness Sample(ProtocolBuilder* builder, std::size_t finding) {
  const auto result = parametric::ProveProtocol(builder->protocol(), {});
  EXPECT_TRUE(result.ok());
  EXPECT_GT(result->findings.size(), finding);
  const auto witness = BuildWitness(builder->protocol(), result->findings[finding], "program");
  EXPECT_TRUE(witness.ok()) << witness.error().ToText();
  return *witness;
}

std::string Steps(const Witness& witness) {
  std::string text;
  for (const Step& step : witness.steps) {
    text += witness.threads[step.thread].name + " " + step.kind;
    if (step.child >= 0) text += " " + witness.threads[step.child].name;
    text += "; ";
  }
  return text;
}

TEST(Witness, OrdersLockSectionsAndEndsWithBothAccesses) {
  ProtocolBuilder builder = Racy();
  const Witness witness = Sample(&builder, 1);  // the write beside the locked read
  ASSERT_EQ(witness.threads.size(), 3u);
  EXPECT_EQ(witness.threads[0].role, "root");
  EXPECT_EQ(witness.threads[1].parent, 0);
  // The section of the writer has ended before the reader takes the lock for good.
  std::vector<std::pair<std::string, std::int32_t>> locks;
  for (const Step& step : witness.steps) {
    if (step.kind == "lock" || step.kind == "unlock") locks.emplace_back(step.kind, step.thread);
  }
  ASSERT_EQ(locks.size(), 3u) << Steps(witness);
  EXPECT_EQ(locks[0].first, "lock");
  EXPECT_EQ(locks[1].first, "unlock");
  EXPECT_EQ(locks[1].second, locks[0].second);
  EXPECT_NE(locks[2].second, locks[0].second);
  const std::size_t count = witness.steps.size();
  EXPECT_NE(witness.steps[count - 1].thread, witness.steps[count - 2].thread);
}

TEST(Witness, ReadsBackWhatItWroteAndFitsItsSchema) {
  ProtocolBuilder builder = Racy();
  const Witness witness = Sample(&builder, 0);
  const std::string text = WitnessToJson(witness);
  const auto read = WitnessFromJson(text);
  ASSERT_TRUE(read.ok()) << read.error().ToText();
  EXPECT_EQ(WitnessToJson(*read), text);
  EXPECT_EQ(read->id, witness.id);
  EXPECT_EQ(SchemaErrors("models/witness/witness_schema.json", text), "");
}

TEST(Witness, SameProtocolGivesSameWitness) {
  ProtocolBuilder builder = Racy();
  EXPECT_EQ(WitnessToJson(Sample(&builder, 0)), WitnessToJson(Sample(&builder, 0)));
}

TEST(Witness, DamagedFilesAreRejected) {
  ProtocolBuilder builder = Racy();
  const Witness witness = Sample(&builder, 0);
  const std::string text = WitnessToJson(witness);
  EXPECT_FALSE(WitnessFromJson(text.substr(0, text.size() / 2)).ok());
  const auto error_of = [&](const auto& change) {
    Witness changed = witness;
    change(&changed);
    const auto read = WitnessFromJson(WitnessToJson(changed));
    return read.ok() ? std::string() : read.error().position;
  };
  EXPECT_EQ(error_of([](Witness* w) { w->schema = "interlock-witness/9"; }), "/schema");
  EXPECT_EQ(error_of([](Witness* w) { w->steps[0].thread = 5; }), "/steps/0/thread");
  EXPECT_EQ(error_of([](Witness* w) { w->steps[0].child = 5; }), "/steps/0/child");
  EXPECT_EQ(error_of([](Witness* w) { w->steps[0].kind = "jump"; }), "/steps/0/kind");
  EXPECT_NE(error_of([](Witness* w) { w->steps.pop_back(); }), "");
  EXPECT_EQ(error_of([](Witness* w) { w->threads[1].parent = 2; }), "/threads/1/parent");
  std::string swapped = text;
  swapped.replace(swapped.find("\"property\":\"data race\""), 22, "\"property\":\"data rice\"");
  const auto read = WitnessFromJson(swapped);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().position, "/digest");
}

TEST(Witness, FindingWithoutScheduleHasNone) {
  ProtocolBuilder builder = Racy();
  EXPECT_FALSE(BuildWitness(builder.protocol(), parametric::Finding(), "").ok());
}

}  // namespace
}  // namespace interlock::witness
