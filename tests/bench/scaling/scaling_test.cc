// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// The generated protocols are what they are meant to be, at a size that costs little. No test here
// looks at a clock.

#include <gtest/gtest.h>

#include "models/parametric/prove.h"
#include "models/protocol/protocol_validate.h"
#include "tests/bench/scaling/generated_protocol.h"

namespace interlock::bench {
namespace {

using parametric::ProofResult;
using parametric::Verdict;

ProofResult Prove(const ProtocolSize& size) {
  const protocol::Protocol protocol = GenerateProtocol(size);
  EXPECT_TRUE(protocol::Validate(protocol).ok());
  Result<ProofResult> result = parametric::ProveProtocol(protocol, {});
  EXPECT_TRUE(result.ok());
  return std::move(result).value();
}

TEST(GeneratedProtocol, IsProvedAtEverySizeInEveryWay) {
  for (const ProtocolSize& size :
       {ProtocolSize{2, 4, 2}, ProtocolSize{3, 8, 6}, ProtocolSize{5, 12, 8}}) {
    const ProofResult result = Prove(size);
    EXPECT_EQ(result.verdict, Verdict::kProved)
        << (result.unknowns.empty() ? "" : result.unknowns[0].reason);
    // No access is decided for another one.
    EXPECT_EQ(result.groups, size.objects * size.accesses_per_object);
    std::int64_t separated = 0;
    for (const auto& [reason, pairs] : result.pairs_by_reason) separated += pairs;
    EXPECT_EQ(separated, result.conflicting_pairs);
    for (const char* reason : {"lock", "order", "bytes", "instance", "object"}) {
      EXPECT_GT(result.pairs_by_reason.count(reason), 0u) << reason;
    }
  }
}

TEST(GeneratedProtocol, IsRefutedWithoutOneLock) {
  ProtocolSize size{3, 8, 6};
  size.unlocked = true;
  const ProofResult result = Prove(size);
  EXPECT_EQ(result.verdict, Verdict::kRefuted);
  ASSERT_FALSE(result.findings.empty());
  for (const parametric::Finding& finding : result.findings) {
    EXPECT_TRUE(finding.first == 0 || finding.second == 0);
    EXPECT_FALSE(finding.schedule.steps.empty());
  }
}

}  // namespace
}  // namespace interlock::bench
