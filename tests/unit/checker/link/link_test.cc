// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Small programs written as facts, from link to verdict.

#include "checker/link/link.h"

#include <gtest/gtest.h>

#include "models/parametric/prove.h"
#include "models/protocol/protocol_json.h"
#include "tests/unit/checker/points_to/facts_builder.h"

namespace interlock::link {
namespace {

using facts::Op;
using facts::Register;
using facts_builder::FunctionBuilder;
using facts_builder::UnitBuilder;
using parametric::Verdict;

parametric::ProofResult Prove(UnitBuilder& unit, protocol::Protocol* protocol = nullptr) {
  std::vector<facts::Unit> units{unit.Build()};
  Result<LinkResult> linked = Link(std::move(units), {});
  EXPECT_TRUE(linked.ok()) << (linked.ok() ? "" : linked.error().ToText());
  if (!linked.ok()) return {};
  EXPECT_EQ(linked->protocols.size(), 1u);
  if (protocol != nullptr) *protocol = linked->protocols[0];
  Result<parametric::ProofResult> proof = parametric::ProveProtocol(linked->protocols[0], {});
  EXPECT_TRUE(proof.ok()) << (proof.ok() ? "" : proof.error().ToText());
  return proof.ok() ? *proof : parametric::ProofResult{};
}

/// A worker that adds one to the global `g`, under the mutex `m` if asked.
void AddWorker(UnitBuilder& unit, const std::string& name, bool locked) {
  FunctionBuilder worker = unit.Function(name);
  const Register mutex = worker.GlobalAddress("m");
  if (locked) worker.Emit(Op::kLock, {mutex}, "exclusive");
  const Register global = worker.GlobalAddress("g");
  const Register value = worker.LoadNumber(global);
  const Register one = worker.Constant(1);
  const Register sum = worker.Emit(Op::kBinary, {value, one}, "+", 0, 8);
  worker.StoreNumber(global, sum);
  if (locked) worker.Emit(Op::kUnlock, {mutex}, "exclusive");
}

void AddMain(UnitBuilder& unit, const std::vector<std::string>& workers, bool join_between) {
  FunctionBuilder main = unit.Function("main");
  std::vector<Register> tokens;
  for (const std::string& worker : workers) {
    const Register function = main.FunctionAddress(worker);
    tokens.push_back(main.Spawn({function}));
    if (join_between) main.Emit(Op::kJoin, {tokens.back()});
  }
  if (join_between) return;
  for (Register token : tokens) main.Emit(Op::kJoin, {token});
}

TEST(Link, TwoThreadsOnAPlainCounterAreRefuted) {
  UnitBuilder unit("a.cc");
  unit.Global("g", 8);
  unit.Global("m", 40);
  AddWorker(unit, "worker", false);
  AddMain(unit, {"worker", "worker"}, false);
  const auto proof = Prove(unit);
  EXPECT_EQ(proof.verdict, Verdict::kRefuted);
  ASSERT_FALSE(proof.findings.empty());
}

TEST(Link, CommonLockIsProved) {
  UnitBuilder unit("a.cc");
  unit.Global("g", 8);
  unit.Global("m", 40);
  AddWorker(unit, "worker", true);
  AddMain(unit, {"worker", "worker"}, false);
  EXPECT_EQ(Prove(unit).verdict, Verdict::kProved);
}

TEST(Link, LockOnOnePathOnlyIsRefuted) {
  UnitBuilder unit("a.cc");
  unit.Global("g", 8);
  unit.Global("m", 40);
  AddWorker(unit, "locked", true);
  AddWorker(unit, "bare", false);
  AddMain(unit, {"locked", "bare"}, false);
  EXPECT_EQ(Prove(unit).verdict, Verdict::kRefuted);
}

TEST(Link, JoinBeforeTheNextSpawnIsProved) {
  UnitBuilder unit("a.cc");
  unit.Global("g", 8);
  unit.Global("m", 40);
  AddWorker(unit, "worker", false);
  AddMain(unit, {"worker", "worker"}, true);
  EXPECT_EQ(Prove(unit).verdict, Verdict::kProved);
}

TEST(Link, OpaqueCodeBeforeTheFirstSpawnIsNotProved) {
  // The code that is not seen may have started a thread that is still running.
  UnitBuilder unit("a.cc");
  unit.Global("g", 8);
  unit.Global("m", 40);
  AddWorker(unit, "worker", true);
  FunctionBuilder main = unit.Function("main");
  main.Opaque("start", {});
  main.Emit(Op::kJoin, {main.Spawn({main.FunctionAddress("worker")})});
  main.StoreNumber(main.GlobalAddress("g"), main.Constant(1));
  EXPECT_EQ(Prove(unit).verdict, Verdict::kUnknown);
}

/// `name` starts two workers of its own and waits for them; a root of the protocol `name`.
void AddEntry(UnitBuilder& unit, const std::string& name, bool locked) {
  AddWorker(unit, name + "_worker", locked);
  FunctionBuilder entry = unit.Function(name);
  for (int i = 0; i < 2; ++i) entry.Spawn({entry.FunctionAddress(name + "_worker")});
}

TEST(Link, ProtocolsAreLinkedEachOnItsOwn) {
  UnitBuilder builder("a.cc");
  builder.Global("g", 8);
  builder.Global("m", 40);
  AddEntry(builder, "good", true);
  AddEntry(builder, "bad", false);
  facts::Unit unit = builder.Build();
  for (facts::Function& function : unit.functions) {
    if (function.name != "good" && function.name != "bad") continue;
    facts::Claim claim;
    claim.name = "protocol";
    claim.arguments = {function.name};
    function.claims.push_back(claim);
  }
  Result<LinkResult> both = Link({unit}, {});
  ASSERT_TRUE(both.ok()) << both.error().ToText();
  ASSERT_EQ(both->protocols.size(), 2u);
  EXPECT_TRUE(both->not_covered.empty());

  std::vector<std::string> started;
  LinkOptions options;
  options.selects = [](const std::string& protocol) { return protocol == "good"; };
  options.starts = [&](const std::string& protocol, const std::vector<Uncovered>& not_covered) {
    started.push_back(protocol);
    EXPECT_EQ(not_covered.size(), 2u);  // the spawn sites of the other one
  };
  Result<LinkResult> one = Link({unit}, options);
  ASSERT_TRUE(one.ok());
  ASSERT_EQ(one->protocols.size(), 1u);
  EXPECT_EQ(started, std::vector<std::string>{"good"});
  EXPECT_EQ(one->not_covered.size(), 2u);
  EXPECT_EQ(protocol::ContentDigest(one->protocols[0]),
            protocol::ContentDigest(both->protocols[1]));
}

// Another source calls it by name, or the library does: neither call leads to the body in the
// facts.
TEST(Link, AReplacedLibraryFunctionLeavesNothingProved) {
  for (const bool replaces : {false, true}) {
    UnitBuilder unit("a.cc");
    AddWorker(unit, "first", true);
    AddMain(unit, {"first"}, true);
    UnitBuilder other("b.cc");
    other.Function("__VERIFIER_assume").function().replaces_library = replaces;
    std::vector<facts::Unit> units{unit.Build(), other.Build()};
    Result<LinkResult> linked = Link(std::move(units), {});
    ASSERT_TRUE(linked.ok()) << linked.error().ToText();
    ASSERT_EQ(linked->protocols.size(), 1u);
    bool found = false;
    for (const protocol::Unresolved& entry : linked->protocols[0].unresolved) {
      found |= entry.kind == "replaced library function" && entry.everything;
    }
    EXPECT_EQ(found, replaces);
  }
}

}  // namespace
}  // namespace interlock::link
