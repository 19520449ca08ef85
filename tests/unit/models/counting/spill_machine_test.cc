// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The spill protocol in full: proved for any number of workers; each way to break it is refuted.

#include "tests/unit/models/counting/spill_machine.h"

#include <gtest/gtest.h>

#include "models/certificate/counting_certificate.h"
#include "models/counting/prove.h"
#include "tests/unit/models/counting/instance_enumerator.h"

namespace interlock::counting {
namespace {

// The system with the named property alone.
CounterSystem Only(CounterSystem system, const std::string& name) {
  std::erase_if(system.properties, [&](const Property& p) { return p.name != name; });
  EXPECT_EQ(system.properties.size(), 1u) << name;
  return system;
}

TEST(SpillMachine, IsProvedForAnyNumberOfWorkers) {
  const CounterSystem system = SpillMachine();
  CountingOptions options;
  // What is true has no run: the time is better spent on the proof.
  options.search_combinations_max = 2;
  // Bounds against a hang, not against a slow machine.
  options.clause_timeout_ms = 600000;
  options.query_timeout_ms = 120000;
  const auto result = ProveCounterSystem(system, options);
  ASSERT_TRUE(result.ok()) << result.error().ToText();
  std::printf(
      "points=%zu transitions=%zu place_invariants=%zu clauses=%lld of %lld elapsed=%lld ms\n",
      system.points.size(), system.transitions.size(), result->place_invariants.invariants.size(),
      static_cast<long long>(result->clauses_kept),
      static_cast<long long>(result->clause_candidates),
      static_cast<long long>(result->elapsed_ms));
  for (std::size_t i = 0; i < result->properties.size(); ++i) {
    const PropertyResult& property = result->properties[i];
    EXPECT_EQ(property.verdict, Verdict::kProved) << property.name << ": " << property.reason;
  }
  // One property in full by the second solver; all of them rest on the same queries.
  const auto files = certificate::RenderCountingCertificate(system, *result, 0);
  const auto report = certificate::VerifyCountingCertificate(system, 0, files, {});
  ASSERT_TRUE(report.ok()) << report.error().ToText();
  EXPECT_TRUE(report->AllAccepted());
  EXPECT_TRUE(report->missing.empty());
  for (const auto& check : report->checks) {
    EXPECT_TRUE(check.accepted) << check.file << ": " << check.reason;
  }
}

struct Broken {
  const char* name;
  SpillMachineOptions options;
  const char* property;
  const char* end;  // part of the last state
};

TEST(SpillMachine, EachWayToBreakItIsRefutedWithARun) {
  const std::vector<Broken> all{
      {"prologue (case 57450, part 2)",
       {.worker_prologue = true},
       "exclusion",
       "point:spill worker.start=1"},
      {"epilogue", {.worker_epilogue = true}, "exclusion", "point:worker.epilogue=1"},
      {"add after send", {.add_after_send = true}, "units never negative", "point:worker.done=1"},
      {"failed worker stops",
       {.failed_worker_stops = true},
       "deadlock",
       "point:builder.join controller=1"},
      {"failed spill keeps its status",
       {.failed_spill_keeps_status = true},
       "lost wake-up",
       "waiting="},
  };
  for (const Broken& broken : all) {
    const CounterSystem system = Only(SpillMachine(broken.options), broken.property);
    const auto result = ProveCounterSystem(system);
    ASSERT_TRUE(result.ok()) << broken.name << ": " << result.error().ToText();
    const PropertyResult& property = result->properties[0];
    ASSERT_EQ(property.verdict, Verdict::kRefuted) << broken.name << ": " << property.reason;
    const std::string run = RunText(system, property.run, property.states);
    EXPECT_NE(run.find(broken.end), std::string::npos) << broken.name << "\n" << run;
  }
}

// The window of case 57450, part 2: no unit is open, and a worker still stands in its prologue.
TEST(SpillMachine, PrologueRunHasNoOpenUnit) {
  const CounterSystem system = Only(SpillMachine({.worker_prologue = true}), "exclusion");
  const auto result = ProveCounterSystem(system);
  ASSERT_TRUE(result.ok()) << result.error().ToText();
  const PropertyResult& property = result->properties[0];
  ASSERT_EQ(property.verdict, Verdict::kRefuted) << property.reason;
  EXPECT_EQ(property.states.back().at(GroupSymbol(0)), 0);
  std::int64_t in_prologue = 0;
  for (std::size_t i = 0; i < system.points.size(); ++i) {
    if (system.points[i].name != "worker.start") continue;
    in_prologue = property.states.back().at(PointSymbol(static_cast<std::int32_t>(i)));
  }
  EXPECT_GT(in_prologue, 0);
}

}  // namespace
}  // namespace interlock::counting
