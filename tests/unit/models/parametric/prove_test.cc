// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/parametric/prove.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "tests/unit/models/protocol_builder.h"

namespace interlock::parametric {
namespace {

using protocol::AccessKind;
using protocol::EventKind;
using protocol::GlobalTerm;
using protocol::InductionTerm;
using protocol::LockMode;
using protocol::MemoryOrder;
using protocol::Multiplicity;
using protocol::ParameterTerm;
using protocol::ProtocolBuilder;
using protocol::RoleId;
using protocol::Term;
using protocol::TermKind;

ProofResult Prove(ProtocolBuilder& builder, const ProverOptions& options = {}) {
  Result<ProofResult> result = ProveProtocol(builder.protocol(), options);
  EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().ToText());
  if (!result.ok()) return ProofResult();
  std::int64_t separated = 0;
  for (const auto& [reason, pairs] : result->pairs_by_reason) separated += pairs;
  EXPECT_EQ(separated + result->finding_pairs + result->unknown_pairs, result->conflicting_pairs);
  return std::move(*result);
}

std::string Reasons(const ProofResult& result) {
  std::string text;
  for (const auto& entry : result.unknowns) {
    text += std::string(UnknownKindName(entry.kind)) + ": " + entry.reason + "\n";
  }
  return text;
}

Term Slot(const Term& index, std::int64_t stride = 8) {
  return Term::Index(GlobalTerm("slots"), index, stride);
}

// --- instances and bytes -------------------------------------------------------------------------

TEST(PairProver, SlotPerWorkerIsProvedForAnyN) {
  ProtocolBuilder builder;
  const auto slots = builder.Object("slots");
  const RoleId worker = builder.Workers();
  builder.Access(worker, AccessKind::kWrite, Slot(builder.WorkerId()), 8, {slots});
  const ProofResult result = Prove(builder);
  EXPECT_EQ(result.verdict, Verdict::kProved) << Reasons(result);
  ASSERT_EQ(result.proofs.size(), 1u);
  EXPECT_EQ(result.proofs[0].reason, "instance");
  EXPECT_EQ(result.certificates.size(), 1u);
}

TEST(PairProver, SlotOfTwoWorkersIsRefuted) {
  ProtocolBuilder builder;
  const auto slots = builder.Object("slots");
  const RoleId worker = builder.Workers();
  const Term half = Term::Binary(TermKind::kDivide, builder.WorkerId(), Term::Integer(2));
  builder.Access(worker, AccessKind::kWrite, Slot(half), 8, {slots});
  const ProofResult result = Prove(builder);
  ASSERT_EQ(result.verdict, Verdict::kRefuted) << Reasons(result);
  const Schedule& schedule = result.findings[0].schedule;
  ASSERT_EQ(schedule.threads.size(), 3u);
  EXPECT_NE(schedule.threads[1].instance, schedule.threads[2].instance);
  ASSERT_EQ(schedule.steps.size(), 4u);
  EXPECT_NE(schedule.steps[2].access, protocol::kNone);
  EXPECT_NE(schedule.steps[3].access, protocol::kNone);
  EXPECT_NE(schedule.steps[2].thread, schedule.steps[3].thread);
}

TEST(PairProver, WorkersNobodyTellsApartMayBeAnyTwo) {
  ProtocolBuilder builder;
  const auto slots = builder.Object("slots");
  const RoleId worker = builder.Spawn("worker", 0, true, {});
  builder.Access(worker, AccessKind::kWrite, Slot(builder.WorkerId()), 8, {slots});
  EXPECT_EQ(Prove(builder).verdict, Verdict::kRefuted);
}

TEST(PairProver, WiderAccessReachesTheNextSlot) {
  ProtocolBuilder builder;
  const auto slots = builder.Object("slots");
  const RoleId worker = builder.Workers();
  builder.Access(worker, AccessKind::kWrite, Slot(builder.WorkerId()), 9, {slots});
  EXPECT_EQ(Prove(builder).verdict, Verdict::kRefuted);
}

TEST(PairProver, NestedWorkersNeedTheParentsIdentityToo) {
  ProtocolBuilder builder;
  const auto slots = builder.Object("slots");
  const RoleId outer = builder.Spawn("outer", 0, true, {InductionTerm("i")});
  const RoleId inner = builder.Spawn("inner", outer, true, {InductionTerm("j")});
  builder.Access(inner, AccessKind::kWrite, Slot(InductionTerm("j")), 8, {slots});
  // Two inner threads of different outer threads share j.
  EXPECT_EQ(Prove(builder).verdict, Verdict::kRefuted);
}

// --- locks ---------------------------------------------------------------------------------------

TEST(PairProver, CounterUnderOneLockIsProvedWithoutSolver) {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const RoleId worker = builder.Workers();
  builder.Hold(&builder.Access(worker, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter}),
               GlobalTerm("mutex"));
  const ProofResult result = Prove(builder);
  EXPECT_EQ(result.verdict, Verdict::kProved) << Reasons(result);
  EXPECT_EQ(result.pairs_by_reason.at("lock"), 1);
  EXPECT_EQ(result.queries, 0);
}

TEST(PairProver, CounterWithoutLockIsRefuted) {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const RoleId worker = builder.Workers();
  builder.Access(worker, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter});
  EXPECT_EQ(Prove(builder).verdict, Verdict::kRefuted);
}

TEST(PairProver, TwoReadersOfASharedLockMayWriteTogether) {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const RoleId worker = builder.Workers();
  builder.Hold(&builder.Access(worker, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter}),
               GlobalTerm("mutex"), LockMode::kShared);
  EXPECT_EQ(Prove(builder).verdict, Verdict::kRefuted);
}

// v[k] under mu[k % n]: one lock per stripe, same n on every path.
void Striped(ProtocolBuilder* builder, std::int64_t first_modulus, std::int64_t second_modulus) {
  const auto slots = builder->Object("slots");
  const RoleId worker = builder->Workers();
  for (const std::int64_t modulus : {first_modulus, second_modulus}) {
    const Term k = InductionTerm("k" + std::to_string(builder->protocol().accesses.size()));
    const Term stripe = Term::Binary(TermKind::kRemainder, k, Term::Integer(modulus));
    builder->Hold(&builder->Access(worker, AccessKind::kWrite, Slot(k), 8, {slots}),
                  Term::Index(GlobalTerm("stripes"), stripe, 40));
  }
}

TEST(PairProver, StripedLocksAreProved) {
  ProtocolBuilder builder;
  Striped(&builder, 16, 16);
  const ProofResult result = Prove(builder);
  EXPECT_EQ(result.verdict, Verdict::kProved) << Reasons(result);
  EXPECT_EQ(result.pairs_by_reason.at("lock"), 3);
}

TEST(PairProver, StripedLocksOfTwoWidthsAreRefuted) {
  ProtocolBuilder builder;
  Striped(&builder, 16, 8);
  EXPECT_EQ(Prove(builder).verdict, Verdict::kRefuted);
}

TEST(PairProver, LockLoadedFromUnstableCellProtectsNothing) {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const RoleId worker = builder.Workers();
  const Term lock = Term(TermKind::kLoadAddress, "version 1", 0, {GlobalTerm("current_lock")});
  builder.Hold(&builder.Access(worker, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter}),
               lock);
  EXPECT_NE(Prove(builder).verdict, Verdict::kProved);
}

TEST(PairProver, LockInTheObjectProtectsItsOwnFieldOnly) {
  ProtocolBuilder builder;
  const auto node = builder.Object("node", Multiplicity::kMany);
  const RoleId worker = builder.Workers();
  const Term pointer = Term(TermKind::kLoadAddress, "any", 24, {GlobalTerm("head")});
  builder.Hold(
      &builder.Access(worker, AccessKind::kWrite, Term::Field(pointer, "value", 8), 8, {node}),
      Term::Field(pointer, "mutex", 16));
  EXPECT_EQ(Prove(builder).verdict, Verdict::kProved);
  const Term other = Term(TermKind::kLoadAddress, "other", 24, {GlobalTerm("head")});
  builder.Hold(
      &builder.Access(worker, AccessKind::kWrite, Term::Field(pointer, "value", 8), 8, {node}),
      Term::Field(other, "mutex", 16));
  EXPECT_NE(Prove(builder).verdict, Verdict::kProved);
}

// --- order ---------------------------------------------------------------------------------------

TEST(PairProver, RootWritesBeforeSpawnAndAfterJoin) {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const RoleId worker = builder.Workers();
  builder.Access(0, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter});
  builder.Access(worker, AccessKind::kRead, GlobalTerm("counter"), 8, {counter});
  const ProofResult result = Prove(builder);
  EXPECT_EQ(result.verdict, Verdict::kProved) << Reasons(result);
  EXPECT_EQ(result.pairs_by_reason.at("order"), 2);
}

TEST(PairProver, RootWritesBesideLiveWorker) {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const RoleId worker = builder.Workers();
  builder.Access(0, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter}).live = {worker};
  builder.Access(worker, AccessKind::kRead, GlobalTerm("counter"), 8, {counter});
  const ProofResult result = Prove(builder);
  ASSERT_EQ(result.verdict, Verdict::kRefuted) << Reasons(result);
  EXPECT_EQ(result.findings[0].schedule.threads.size(), 2u);
}

TEST(PairProver, JoinBetweenInstancesLeavesNoWitness) {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const RoleId worker = builder.Workers();
  builder.protocol().roles[worker].live_at_spawn.clear();  // each is joined before the next starts
  builder.Access(worker, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter});
  const ProofResult result = Prove(builder);
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_EQ(result.unknowns[0].kind, UnknownKind::kPossibleRace);
}

TEST(PairProver, OtherInstanceOfTheParentIsNotOrderedByItsOwnSpawns) {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const RoleId outer = builder.Spawn("outer", 0, true, {InductionTerm("i")});
  const RoleId inner = builder.Spawn("inner", outer, true, {InductionTerm("i")});
  // Before the spawn of its own inner thread, but another outer thread may have spawned already.
  builder.Access(outer, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter});
  builder.Access(inner, AccessKind::kRead, GlobalTerm("counter"), 8, {counter});
  const ProofResult result = Prove(builder);
  ASSERT_EQ(result.verdict, Verdict::kRefuted);
  EXPECT_EQ(result.finding_pairs, 2);
}

TEST(PairProver, BarrierSeparatesPhases) {
  for (const bool arrives : {true, false}) {
    ProtocolBuilder builder;
    const auto slots = builder.Object("slots");
    const RoleId worker = builder.Workers();
    auto& write = builder.Access(worker, AccessKind::kWrite, Slot(builder.WorkerId()), 8, {slots});
    write.phases.push_back({GlobalTerm("barrier"), 0, 0, arrives});
    auto& read = builder.Access(worker, AccessKind::kRead, Slot(InductionTerm("k")), 8, {slots});
    read.phases.push_back({GlobalTerm("barrier"), 1, 1, arrives});
    EXPECT_EQ(Prove(builder).verdict, arrives ? Verdict::kProved : Verdict::kRefuted);
  }
}

TEST(PairProver, LinearMessageIsOrderedBySendAndReceive) {
  for (const bool linear : {true, false}) {
    ProtocolBuilder builder;
    const auto message = builder.Object("message", Multiplicity::kMany);
    const RoleId worker = builder.Workers();
    const Term channel = GlobalTerm("channel");
    auto& fill = builder.Access(0, AccessKind::kWrite, Term(TermKind::kHeap, "message", 0, {}), 8,
                                {message});
    fill.live = {worker};
    if (linear) fill.handed_over = {channel};
    const auto send = builder.Event(EventKind::kSend, 0, channel);
    builder.protocol().events[send].linear = linear;
    builder.Event(EventKind::kReceive, worker, channel);
    builder.Access(worker, AccessKind::kWrite, Term(TermKind::kReceived, "receive", 0, {channel}),
                   8, {message});
    const ProofResult result = Prove(builder);
    if (linear) {
      EXPECT_EQ(result.verdict, Verdict::kProved) << Reasons(result);
      EXPECT_EQ(result.pairs_by_reason.at("instance"), 1);
    } else {
      EXPECT_NE(result.verdict, Verdict::kProved);
    }
  }
}

// --- tickets -------------------------------------------------------------------------------------

struct TicketCase {
  std::int64_t range;  // rows claimed per ticket of 64
  std::int64_t counter_bytes;
  bool reset_beside_workers;  // root stores to the counter while workers live
  bool root_takes_too;
  bool proved;
};

TEST(PairProver, TicketsSeparateMorselsOnlyIfOnlyTicketsChangeTheCounter) {
  const TicketCase cases[] = {
      {64, 8, false, false, true}, {65, 8, false, false, false}, {64, 4, false, false, false},
      {64, 8, true, false, false}, {64, 8, false, true, false},
  };
  for (const TicketCase& test : cases) {
    ProtocolBuilder builder;
    const auto rows = builder.Object("rows");
    const auto counter = builder.Object("next");
    const RoleId worker = builder.Workers();
    const Term ticket = Term(TermKind::kTicket, "claim", 64, {GlobalTerm("next")});
    auto& claim = builder.Access(worker, AccessKind::kWrite, GlobalTerm("next"), test.counter_bytes,
                                 {counter});
    claim.is_ticket = true;
    claim.order = MemoryOrder::kRelaxed;
    if (test.reset_beside_workers) {
      auto& reset =
          builder.Access(0, AccessKind::kWrite, GlobalTerm("next"), test.counter_bytes, {counter});
      reset.order = MemoryOrder::kRelaxed;
      reset.live = {worker};
    }
    if (test.root_takes_too) {
      auto& own =
          builder.Access(0, AccessKind::kWrite, GlobalTerm("next"), test.counter_bytes, {counter});
      own.is_ticket = true;
      own.order = MemoryOrder::kRelaxed;
      own.live = {worker};
    }
    const Term k = Term(TermKind::kInduction, "k", 1,
                        {ticket, Term::Binary(TermKind::kAdd, ticket, Term::Integer(test.range))});
    builder.Access(worker, AccessKind::kWrite, Term::Index(GlobalTerm("rows"), k, 8), 8, {rows});
    const ProofResult result = Prove(builder);
    EXPECT_EQ(result.verdict == Verdict::kProved, test.proved) << Reasons(result);
    if (test.proved) {
      EXPECT_EQ(result.assumptions.size(), 1u);
    }
  }
}

// --- layout --------------------------------------------------------------------------------------

// A 4-byte atomic on the null map at 0, a plain key length behind `null_bytes`.
void RowLayout(ProtocolBuilder* builder, const Term& null_bytes) {
  const auto row = builder->Object("row", Multiplicity::kMany);
  const RoleId worker = builder->Workers();
  const Term base = Term(TermKind::kLoadAddress, "", 0, {GlobalTerm("table")});
  builder->Access(worker, AccessKind::kWrite, base, 4, {row}).order = MemoryOrder::kRelaxed;
  builder->Access(worker, AccessKind::kRead, Term::Index(base, null_bytes, 1), 4, {row});
}

Term Columns() { return ParameterTerm("cols"); }

TEST(PairProver, NullMapRoundedToWordsIsProvedForAllColumnCounts) {
  ProtocolBuilder builder;
  const Term words =
      Term::Binary(TermKind::kDivide, Term::Binary(TermKind::kAdd, Columns(), Term::Integer(32)),
                   Term::Integer(32));
  RowLayout(&builder, Term::Binary(TermKind::kMultiply, words, Term::Integer(4)));
  // Signed and unconstrained: -1 columns give no word at all.
  EXPECT_EQ(Prove(builder).verdict, Verdict::kRefuted);
  builder.Fact(Term::Binary(TermKind::kLessEqual, Term::Integer(0), Columns()));
  const ProofResult result = Prove(builder);
  EXPECT_EQ(result.verdict, Verdict::kProved) << Reasons(result);
  ASSERT_EQ(result.proofs.size(), 2u);  // the atomic with itself, the atomic with the key length
  EXPECT_EQ(result.proofs[1].uses, std::vector<std::string>({"fact-0"}));
}

TEST(PairProver, NullMapOfBytesIsRefuted) {
  ProtocolBuilder builder;
  const Term bytes =
      Term::Binary(TermKind::kDivide, Term::Binary(TermKind::kAdd, Columns(), Term::Integer(8)),
                   Term::Integer(8));
  RowLayout(&builder, bytes);
  builder.Fact(Term::Binary(TermKind::kLessEqual, Term::Integer(0), Columns()));
  EXPECT_EQ(Prove(builder).verdict, Verdict::kRefuted);
}

TEST(PairProver, EqualAtomicsDoNotRaceButMixedSizesDo) {
  for (const std::int64_t second_bytes : {8, 4}) {
    ProtocolBuilder builder;
    const auto word = builder.Object("word");
    const RoleId worker = builder.Workers();
    builder.Access(worker, AccessKind::kWrite, GlobalTerm("word"), 8, {word}).order =
        MemoryOrder::kRelaxed;
    builder.Access(worker, AccessKind::kRead, GlobalTerm("word"), second_bytes, {word}).order =
        MemoryOrder::kRelaxed;
    EXPECT_EQ(Prove(builder).verdict, second_bytes == 8 ? Verdict::kProved : Verdict::kRefuted);
  }
}

// --- ownership -----------------------------------------------------------------------------------

TEST(PairProver, OwnedCellsHoldDifferentObjectsLoadedOnesMayNot) {
  for (const TermKind kind : {TermKind::kOwned, TermKind::kLoadAddress}) {
    ProtocolBuilder builder;
    const auto part = builder.Object("part", Multiplicity::kMany);
    const RoleId worker = builder.Workers();
    const Term pointer = Term(kind, "", 0, {Slot(builder.WorkerId())});
    builder.Access(worker, AccessKind::kWrite, pointer, 8, {part});
    const ProofResult result = Prove(builder);
    EXPECT_EQ(result.verdict == Verdict::kProved, kind == TermKind::kOwned) << Reasons(result);
  }
}

TEST(PairProver, LocalsOfInstancesAreDifferentObjects) {
  for (const auto multiplicity : {Multiplicity::kPerInstance, Multiplicity::kMany}) {
    ProtocolBuilder builder;
    const RoleId worker = builder.Workers();
    const auto local = builder.Object(
        "local", multiplicity, multiplicity == Multiplicity::kMany ? protocol::kNone : worker);
    builder.Access(worker, AccessKind::kWrite, Term(TermKind::kLocal, "local", 0, {}), 8, {local});
    const ProofResult result = Prove(builder);
    if (multiplicity == Multiplicity::kPerInstance) {
      EXPECT_EQ(result.verdict, Verdict::kProved) << Reasons(result);
    } else {
      EXPECT_EQ(result.verdict, Verdict::kUnknown);
    }
  }
}

// --- fail closed ---------------------------------------------------------------------------------

TEST(PairProver, ContradictoryFactsGiveUnknown) {
  ProtocolBuilder builder;
  const auto slots = builder.Object("slots");
  const RoleId worker = builder.Workers();
  builder.Access(worker, AccessKind::kWrite, Slot(builder.WorkerId()), 8, {slots});
  builder.Fact(Term::Binary(TermKind::kLess, ParameterTerm("n"), Term::Integer(0)));
  builder.Fact(Term::Binary(TermKind::kLess, Term::Integer(0), ParameterTerm("n")));
  const ProofResult result = Prove(builder);
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_EQ(result.unknowns[0].kind, UnknownKind::kContradictory);
}

TEST(PairProver, UnreachableAccessGivesUnknown) {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const RoleId worker = builder.Workers();
  auto& access = builder.Access(worker, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter});
  const Term positive = Term::Binary(TermKind::kLess, Term::Integer(0), ParameterTerm("n"));
  access.guards = {{positive, true}, {positive, false}};
  const ProofResult result = Prove(builder);
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_EQ(result.unknowns[0].kind, UnknownKind::kContradictory);
}

TEST(PairProver, CycleOfFactsIsRejected) {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const RoleId worker = builder.Workers();
  builder.Access(worker, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter});
  builder.Fact(Term::Binary(TermKind::kLess, ParameterTerm("a"), Term::Integer(1)));
  builder.Fact(Term::Binary(TermKind::kLess, ParameterTerm("b"), Term::Integer(1)));
  builder.protocol().facts[0].rests_on = {"fact-1"};
  builder.protocol().facts[1].rests_on = {"fact-0"};
  const auto result = ProveProtocol(builder.protocol(), {});
  ASSERT_FALSE(result.ok());
  EXPECT_NE(result.error().message.find("fact-0 -> fact-1 -> fact-0"), std::string::npos)
      << result.error().message;
}

TEST(PairProver, ObligationIsNotProvedByFactsThatRestOnIt) {
  ProtocolBuilder builder;
  const auto slots = builder.Object("slots");
  const RoleId worker = builder.Workers();
  builder.Access(worker, AccessKind::kWrite, Slot(builder.WorkerId()), 8, {slots});
  const Term small = Term::Binary(TermKind::kLess, ParameterTerm("n"), Term::Integer(100));
  protocol::Obligation obligation;
  obligation.id = "no-wrap-1";
  obligation.text = "n does not wrap";
  obligation.access = 0;
  obligation.condition = small;
  builder.protocol().obligations.push_back(obligation);
  builder.Fact(small);
  EXPECT_EQ(Prove(builder).verdict, Verdict::kProved);
  builder.protocol().facts[0].rests_on = {"no-wrap-1"};
  const ProofResult result = Prove(builder);
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_EQ(result.unknowns[0].kind, UnknownKind::kObligation);
}

TEST(PairProver, BoundedFactMakesTheVerdictBounded) {
  ProtocolBuilder builder;
  const Term words = Term::Binary(TermKind::kMultiply, Columns(), Term::Integer(4));
  RowLayout(&builder, words);
  builder.Fact(Term::Binary(TermKind::kLess, Term::Integer(0), Columns()));
  builder.protocol().facts[0].bound = "3 workers";
  const ProofResult result = Prove(builder);
  EXPECT_EQ(result.verdict, Verdict::kProvedToBound) << Reasons(result);
  EXPECT_EQ(result.bound, "3 workers");
}

TEST(PairProver, UnresolvedConstructBlocksItsObjectsOnly) {
  for (const bool same_object : {true, false}) {
    ProtocolBuilder builder;
    const auto counter = builder.Object("counter");
    const auto other = builder.Object("other");
    const RoleId worker = builder.Workers();
    builder.Hold(&builder.Access(worker, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter}),
                 GlobalTerm("mutex"));
    protocol::Unresolved construct;
    construct.kind = "opaque call";
    construct.detail = "library_function";
    construct.site = builder.Site("opaque");
    construct.role = 0;
    construct.live = {worker};
    construct.objects = {same_object ? counter : other};
    builder.protocol().unresolved.push_back(construct);
    const ProofResult result = Prove(builder);
    EXPECT_EQ(result.verdict, same_object ? Verdict::kUnknown : Verdict::kProved);
    if (same_object) {
      EXPECT_EQ(result.unknowns[0].reason, "opaque call: library_function");
    }
  }
}

TEST(PairProver, EverythingPoisonsTheProtocol) {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const RoleId worker = builder.Workers();
  builder.Hold(&builder.Access(worker, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter}),
               GlobalTerm("mutex"));
  protocol::Unresolved construct;
  construct.kind = "inline assembly";
  construct.role = 0;
  construct.everything = true;
  builder.protocol().unresolved.push_back(construct);
  EXPECT_EQ(Prove(builder).verdict, Verdict::kUnknown);
}

TEST(PairProver, ImpreciseModelIsAPossibleRace) {
  ProtocolBuilder builder;
  const auto counter = builder.Object("counter");
  const RoleId worker = builder.Workers();
  builder.Access(worker, AccessKind::kWrite, GlobalTerm("counter"), 8, {counter}).imprecise = {
      "condition lost"};
  const ProofResult result = Prove(builder);
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_EQ(result.unknowns[0].kind, UnknownKind::kPossibleRace);
  EXPECT_EQ(result.unknowns[0].reason, "condition lost");
}

TEST(PairProver, NothingToProveIsUnknown) {
  ProtocolBuilder builder;
  EXPECT_EQ(Prove(builder).verdict, Verdict::kUnknown);
  const auto counter = builder.Object("counter");
  const RoleId worker = builder.Workers();
  builder.Access(worker, AccessKind::kRead, GlobalTerm("counter"), 8, {counter});
  const ProofResult result = Prove(builder);
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_EQ(result.unknowns[0].kind, UnknownKind::kVacuous);
}

TEST(PairProver, SolverOutOfTimeGivesUnknown) {
  ProtocolBuilder builder;
  const auto slots = builder.Object("slots");
  const RoleId worker = builder.Workers();
  // x^3 + y^3 + z^3 = 114 has no known answer.
  const auto cube = [](const std::string& name) {
    const Term x = ParameterTerm(name);
    return Term::Binary(TermKind::kMultiply, x, Term::Binary(TermKind::kMultiply, x, x));
  };
  auto& access = builder.Access(worker, AccessKind::kWrite, Slot(builder.WorkerId()), 9, {slots});
  const Term sum =
      Term::Binary(TermKind::kAdd, cube("x"), Term::Binary(TermKind::kAdd, cube("y"), cube("z")));
  access.guards = {{Term::Binary(TermKind::kEqual, sum, Term::Integer(114)), true}};
  ProverOptions time_per_query;
  time_per_query.timeout_ms = 200;
  ProverOptions budget_of_the_run;  // ends a query, too
  budget_of_the_run.timeout_ms = 3600000;
  budget_of_the_run.budget_ms = 200;
  for (const ProverOptions& options : {time_per_query, budget_of_the_run}) {
    const ProofResult result = Prove(builder, options);
    EXPECT_EQ(result.verdict, Verdict::kUnknown);
    EXPECT_EQ(result.unknowns[0].kind, UnknownKind::kTimeout);
  }
}

TEST(PairProver, AnswerAfterTheLimitCountsAsNone) {
  ProtocolBuilder builder;
  const auto slots = builder.Object("slots");
  const RoleId worker = builder.Workers();
  // Some hundred different formulas, of which at least one takes longer than a millisecond.
  for (int i = 1; i <= 20; ++i) {
    const Term k = Term::Binary(TermKind::kMultiply, builder.WorkerId(), Term::Integer(i));
    builder.Access(worker, AccessKind::kWrite, Slot(k), 8, {slots});
  }
  ProverOptions options;
  options.timeout_ms = 1;
  options.find_schedules = false;
  const ProofResult result = Prove(builder, options);
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_TRUE(std::any_of(result.unknowns.begin(), result.unknowns.end(),
                          [](const auto& entry) { return entry.kind == UnknownKind::kTimeout; }));
}

TEST(PairProver, ThousandsOfAccessesShareTheirQueries) {
  ProtocolBuilder builder;
  const RoleId worker = builder.Workers();
  // 100 arrays, each touched from 50 places: 1.25 million pairs, few shapes.
  for (int i = 0; i < 100; ++i) {
    const std::string name = "slots" + std::to_string(i);
    const auto slots = builder.Object(name);
    const Term slot = Term::Index(GlobalTerm(name), builder.WorkerId(), 64);
    for (int k = 0; k < 50; ++k) {
      builder.Access(worker, AccessKind::kWrite, Term::Field(slot, "field", 4 * (k % 10)), 4,
                     {slots});
    }
  }
  const auto start = std::chrono::steady_clock::now();
  const ProofResult result = Prove(builder);
  const auto elapsed = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(result.verdict, Verdict::kProved) << Reasons(result);
  EXPECT_EQ(result.conflicting_pairs, 5000 * 5001 / 2);
  EXPECT_EQ(result.groups, 1000);
  EXPECT_LE(result.queries, 200);
  EXPECT_LT(elapsed, std::chrono::seconds(60));
}

TEST(PairProver, RunThatEndsAnywhereCountsEveryPair) {
  ProtocolBuilder builder;
  const auto slots = builder.Object("slots");
  const RoleId worker = builder.Workers();
  for (int i = 0; i < 3; ++i) {  // groups of several accesses: proved, refuted, read only
    builder.Access(worker, AccessKind::kWrite, Slot(builder.WorkerId(), 16), 8, {slots});
    builder.Access(worker, AccessKind::kWrite, Slot(Term::Integer(0), 16), 8, {slots});
    builder.Access(worker, AccessKind::kRead, Term::Field(Slot(Term::Integer(0), 16), "f", 4), 4,
                   {slots});
  }
  const ProofResult whole = Prove(builder);
  ASSERT_EQ(whole.conflicting_pairs, 6 * 7 / 2 + 6 * 3);
  ASSERT_EQ(whole.verdict, Verdict::kRefuted);
  std::set<std::int64_t> decided;
  for (int polls = 0; polls < 120; ++polls) {
    ProverOptions options;
    int asked = 0;
    options.cancelled = [&] { return asked++ >= polls; };
    const ProofResult result = Prove(builder, options);
    EXPECT_EQ(result.conflicting_pairs, whole.conflicting_pairs) << polls;
    EXPECT_NE(result.verdict, Verdict::kProved) << polls;
    decided.insert(result.conflicting_pairs - result.unknown_pairs);
  }
  EXPECT_GT(decided.size(), 2u);  // some runs ended half way
  EXPECT_EQ(*decided.rbegin(), whole.conflicting_pairs - whole.unknown_pairs);
}

TEST(PairProver, CancelledRunLeavesTheRestUnknown) {
  ProtocolBuilder builder;
  const auto slots = builder.Object("slots");
  const RoleId worker = builder.Workers();
  builder.Access(worker, AccessKind::kWrite, Slot(builder.WorkerId()), 8, {slots});
  ProverOptions options;
  options.cancelled = [] { return true; };
  const ProofResult result = Prove(builder, options);
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_EQ(result.unknowns[0].kind, UnknownKind::kBudget);
}

}  // namespace
}  // namespace interlock::parametric
