// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The pair prover against the enumerator: on generated programs both must say the same, both ways.
// The number of programs is the first argument, the first seed the second.

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "models/enumerate/explore.h"
#include "models/enumerate/program.h"
#include "models/enumerate/to_protocol.h"
#include "models/parametric/prove.h"

namespace interlock::enumerate {
namespace {

int program_count = 200;
std::uint64_t first_seed = 1;

constexpr std::int64_t kStateMax = 300000;
// Unknown is no answer: a prover that gives up has not agreed.
constexpr double kUnknownShareMax = 0.05;

std::string Explain(const parametric::ProofResult& result) {
  std::string text;
  for (const auto& entry : result.unknowns) text += "unknown: " + entry.reason + "\n";
  for (const auto& finding : result.findings) {
    text += "finding: accesses " + std::to_string(finding.first) + " and " +
            std::to_string(finding.second) + "\n";
  }
  return text;
}

TEST(PairProverAndEnumerator, AgreeOnGeneratedProgramsBothWays) {
  int compared = 0;
  int unknown = 0;
  int races = 0;
  int skipped = 0;
  std::int64_t pairs = 0;
  std::map<std::string, int> unknown_reasons;
  for (std::uint64_t seed = first_seed; compared < program_count; ++seed) {
    const Program program = Generate(seed);
    const Exploration exploration = Explore(program, kStateMax);
    if (!exploration.complete && !exploration.race) {
      ++skipped;
      ASSERT_LT(skipped, program_count) << "most programs are too large";
      continue;
    }
    const protocol::Protocol protocol = ToProtocol(program);
    const auto result = parametric::ProveProtocol(protocol, {});
    ASSERT_TRUE(result.ok()) << "seed " << seed << ": " << result.error().ToText() << "\n"
                             << ToText(program);
    // A program in which nobody writes anything shared has nothing to prove.
    if (result->conflicting_pairs == 0) continue;
    ++compared;
    races += exploration.race;
    pairs += result->conflicting_pairs;
    const parametric::Verdict expected =
        exploration.race ? parametric::Verdict::kRefuted : parametric::Verdict::kProved;
    if (result->verdict == parametric::Verdict::kUnknown) {
      ++unknown;
      for (const auto& entry : result->unknowns) ++unknown_reasons[entry.reason];
      if (std::getenv("INTERLOCK_SHOW_UNKNOWN") != nullptr) {
        std::printf("seed %llu race=%d %s\n%s%s\n", static_cast<unsigned long long>(seed),
                    exploration.race, exploration.description.c_str(), Explain(*result).c_str(),
                    ToText(program).c_str());
      }
      continue;
    }
    EXPECT_EQ(result->verdict, expected)
        << "seed " << seed << ": " << exploration.description << "\n"
        << Explain(*result) << ToText(program);
  }
  std::printf("compared=%d races=%d unknown=%d skipped=%d conflicting_pairs=%lld\n", compared,
              races, unknown, skipped, static_cast<long long>(pairs));
  for (const auto& [reason, count] : unknown_reasons) {
    std::printf("  unknown %d: %s\n", count, reason.c_str());
  }
  EXPECT_LE(unknown, compared * kUnknownShareMax);
  // Both answers must occur often, or agreement means little.
  EXPECT_GE(races, compared / 5);
  EXPECT_LE(races, compared * 4 / 5);
}

}  // namespace
}  // namespace interlock::enumerate

int main(int argument_count, char** arguments) {
  testing::InitGoogleTest(&argument_count, arguments);
  if (argument_count > 1) interlock::enumerate::program_count = std::atoi(arguments[1]);
  if (argument_count > 2) {
    interlock::enumerate::first_seed = std::strtoull(arguments[2], nullptr, 10);
  }
  return RUN_ALL_TESTS();
}
