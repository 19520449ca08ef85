// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Systems that stop for one reason each are refuted with a run; their repaired twins are proved,
// and a second solver accepts the proofs.

#include "tests/unit/models/counting/deadlock_systems.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/certificate/counting_certificate.h"
#include "models/counting/invariant_queries.h"
#include "models/counting/prove.h"
#include "tests/unit/models/counting/instance_enumerator.h"

namespace interlock::counting {
namespace {

CountingResult Prove(const CounterSystem& system) {
  auto result = ProveCounterSystem(system);
  EXPECT_TRUE(result.ok()) << result.error().ToText();
  if (!result.ok()) return {};
  std::printf("%s: %lld ms\n", system.name.c_str(), static_cast<long long>(result->elapsed_ms));
  return *std::move(result);
}

void ExpectRefuted(const CounterSystem& system, std::int64_t workers, const char* end) {
  const CountingResult result = Prove(system);
  ASSERT_FALSE(result.properties.empty());
  const PropertyResult& property = result.properties[0];
  ASSERT_EQ(property.verdict, Verdict::kRefuted) << property.reason;
  const auto states = Simulate(system, system.properties[0], property.run);
  ASSERT_TRUE(states.ok()) << states.error().ToText();
  if (!property.run.parameters.empty()) {
    EXPECT_EQ(property.run.parameters[0], workers);
  }
  EXPECT_NE(RunText(system, property.run, *states).find(end), std::string::npos)
      << RunText(system, property.run, *states);
  // A run that stops one step earlier ends in an allowed state.
  Run shorter = property.run;
  shorter.transitions.pop_back();
  EXPECT_FALSE(Simulate(system, system.properties[0], shorter).ok());
}

void ExpectProved(const CounterSystem& system) {
  const CountingResult result = Prove(system);
  for (std::size_t i = 0; i < result.properties.size(); ++i) {
    const PropertyResult& property = result.properties[i];
    ASSERT_EQ(property.verdict, Verdict::kProved) << property.name << ": " << property.reason;
    const auto files = certificate::RenderCountingCertificate(system, result, i);
    const auto report = certificate::VerifyCountingCertificate(system, i, files, {});
    ASSERT_TRUE(report.ok()) << report.error().ToText();
    for (const auto& check : report->checks) {
      EXPECT_TRUE(check.accepted) << check.file << ": " << check.reason;
    }
    EXPECT_TRUE(report->missing.empty());
  }
}

TEST(DeadlockSystems, SendIntoAFullChannelIsFound) {
  ExpectRefuted(SendIntoFullChannel(false), 2, "point:producer.send=1");
  ExpectProved(SendIntoFullChannel(true));
}

TEST(DeadlockSystems, WorkerThatStopsConsumingIsFound) {
  ExpectRefuted(WorkerStopsConsuming(false), 1, "point:producer.send=1");
  ExpectProved(WorkerStopsConsuming(true));
}

TEST(DeadlockSystems, WaitBeforeItsAddIsFound) {
  ExpectRefuted(WaitBeforeAdd(false), 0, "point:main.receive report=1");
  ExpectProved(WaitBeforeAdd(true));
}

TEST(DeadlockSystems, NotificationThatNobodyHearsIsFound) {
  ExpectRefuted(NotifyWithoutMutex(false), 1, "point:waiter.waiting=1");
  ExpectProved(NotifyWithoutMutex(true));
}

TEST(DeadlockSystems, TokensThatAreLeftAreFound) {
  ExpectRefuted(CountedTokens(false), 1, "queued:tokens=1");
  ExpectProved(CountedTokens(true));
}

TEST(HornEngine, ItsTraceBecomesARun) {
  CountingOptions options;
  options.search_combinations_max = 0;
  for (const CounterSystem& system : {SendIntoFullChannel(false), WaitBeforeAdd(false)}) {
    const auto result = ProveCounterSystem(system, options);
    ASSERT_TRUE(result.ok()) << result.error().ToText();
    const PropertyResult& property = result->properties[0];
    EXPECT_EQ(property.verdict, Verdict::kRefuted) << property.reason;
    EXPECT_EQ(property.method, "horn");
    EXPECT_TRUE(Simulate(system, system.properties[0], property.run).ok());
  }
}

TEST(HornEngine, ItsInvariantIsCheckedAndAccepted) {
  CountingOptions options;
  options.search_combinations_max = 0;
  options.clause_timeout_ms = 0;
  const CounterSystem system = WorkerStopsConsuming(true);
  const auto result = ProveCounterSystem(system, options);
  ASSERT_TRUE(result.ok()) << result.error().ToText();
  int by_horn = 0;
  for (const PropertyResult& property : result->properties) {
    EXPECT_EQ(property.verdict, Verdict::kProved) << property.name << ": " << property.reason;
    by_horn += property.method == "horn";
  }
  EXPECT_GE(by_horn, 1);
}

TEST(CountingCertificate, WrongInvariantsAreRejected) {
  const CounterSystem system = SendIntoFullChannel(true);
  const CountingResult result = Prove(system);
  ASSERT_EQ(result.properties[0].verdict, Verdict::kProved);
  const auto good = certificate::RenderCountingCertificate(system, result, 0);
  const auto rejected = [&](const std::vector<certificate::CertificateFile>& files) {
    const auto report = certificate::VerifyCountingCertificate(system, 0, files, {});
    EXPECT_TRUE(report.ok()) << report.error().ToText();
    return !report->AllAccepted() || !report->missing.empty();
  };
  EXPECT_FALSE(rejected(good));
  // Invariants that do not hold, are not kept or exclude nothing, with all queries made to fit.
  for (const char* invariant : {"true", "false", "(= queued.results 0)", "(<= 0 queued.results)"}) {
    CountingResult wrong = result;
    wrong.invariants[0] = {invariant, {}};
    const auto induction = InductionQueries(system, invariant);
    const auto safe = SafetyQuery(system, system.properties[0], invariant);
    ASSERT_TRUE(induction.ok() && safe.ok());
    for (const InvariantQuery& query : *induction) {
      wrong.invariants[0].formulas.push_back({query.id, query.script.Text()});
    }
    wrong.properties[0].safe = {safe->id, safe->script.Text()};
    const auto files = certificate::RenderCountingCertificate(system, wrong, 0);
    const auto report = certificate::VerifyCountingCertificate(system, 0, files, {});
    ASSERT_TRUE(report.ok()) << report.error().ToText();
    EXPECT_TRUE(std::any_of(report->checks.begin(), report->checks.end(), [](const auto& check) {
      return check.reason == "cvc5 answers: sat";
    })) << invariant;
    EXPECT_FALSE(report->missing.empty()) << invariant;
  }
  // One file less, one changed, one of another system, text behind the term.
  auto files = good;
  files.pop_back();
  EXPECT_TRUE(rejected(files));
  files = good;
  files.back().text += "(assert false)\n";
  EXPECT_TRUE(rejected(files));
  EXPECT_TRUE(
      rejected(certificate::RenderCountingCertificate(SendIntoFullChannel(false), result, 0)));
  files = good;
  files[0].text += ") (assert false";
  EXPECT_TRUE(rejected(files));
}

TEST(Simulate, RefusesRunsThatCannotHappen) {
  const CounterSystem system = SendIntoFullChannel(false);
  const CountingResult result = Prove(system);
  const Property& property = system.properties[0];
  counting::Run run = result.properties[0].run;
  run.parameters[0] = 0;
  EXPECT_FALSE(Simulate(system, property, run).ok()) << "constraint N >= 1";
  run = result.properties[0].run;
  run.parameters[0] = 1;
  EXPECT_FALSE(Simulate(system, property, run).ok()) << "second producer does not exist";
  run = result.properties[0].run;
  run.transitions.push_back(run.transitions.back());
  EXPECT_FALSE(Simulate(system, property, run).ok());
  run.transitions = {99};
  EXPECT_FALSE(Simulate(system, property, run).ok());
}

TEST(InstanceEnumerator, AgreesOnTheHandMadeSystems) {
  for (const bool repaired : {false, true}) {
    for (const CounterSystem& system :
         {SendIntoFullChannel(repaired), WorkerStopsConsuming(repaired), WaitBeforeAdd(repaired),
          NotifyWithoutMutex(repaired)}) {
      bool violated = false;
      for (std::int64_t n = 1; n <= 3; ++n) {
        const Enumeration found =
            Enumerate(system, std::vector<std::int64_t>(system.parameters.size(), n), 200000);
        EXPECT_TRUE(found.complete);
        violated |= !found.violated.empty();
      }
      EXPECT_EQ(violated, !repaired) << system.name;
    }
  }
}

}  // namespace
}  // namespace interlock::counting
