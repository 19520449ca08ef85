// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/report/result_json.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "tests/unit/checker/report/sample_result.h"

namespace interlock::report {
namespace {

using valijson::adapters::NlohmannJsonAdapter;

bool Validates(const nlohmann::json& document) {
  std::ifstream file(INTERLOCK_RESULT_SCHEMA);
  const nlohmann::json schema_text = nlohmann::json::parse(file);
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(NlohmannJsonAdapter(schema_text), schema);
  return valijson::Validator().validate(schema, NlohmannJsonAdapter(document), nullptr);
}

TEST(ResultJson, SampleFollowsTheSchema) {
  EXPECT_TRUE(Validates(nlohmann::json::parse(ResultToJson(SampleResult()))));
}

TEST(ResultJson, EmptyResultFollowsTheSchema) {
  EXPECT_TRUE(Validates(nlohmann::json::parse(ResultToJson(RunResult()))));
}

TEST(ResultJson, SchemaRefusesWhatItDoesNotKnow) {
  const nlohmann::json good = nlohmann::json::parse(ResultToJson(SampleResult()));
  nlohmann::json extra = good;
  extra["duration"] = 3;
  EXPECT_FALSE(Validates(extra));
  nlohmann::json verdict = good;
  verdict["proofs"][0]["verdict"] = "maybe";
  EXPECT_FALSE(Validates(verdict));
  nlohmann::json missing = good;
  missing["findings"][0].erase("places");
  EXPECT_FALSE(Validates(missing));
  nlohmann::json rule = good;
  rule["unknown"][0]["rule"] = "IL001";
  EXPECT_FALSE(Validates(rule));
}

TEST(ResultJson, ReadsBackWhatItWrote) {
  const std::string text = ResultToJson(SampleResult());
  Result<RunResult> read = ResultFromJson(text);
  ASSERT_TRUE(read.ok()) << read.error().ToText();
  EXPECT_EQ(ResultToJson(*read), text);
  EXPECT_EQ(read->proofs[0].verdict, Verdict::kRefuted);
  EXPECT_EQ(read->findings[0].places[1].stack[0].function, "Probe");
}

TEST(ResultJson, TruncatedTextIsAnErrorWithAPosition) {
  const std::string text = ResultToJson(SampleResult());
  Result<RunResult> read = ResultFromJson(text.substr(0, text.size() / 2));
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().message.find("line"), std::string::npos) << read.error().message;
}

TEST(ResultJson, OtherVersionIsNamed) {
  nlohmann::json document = nlohmann::json::parse(ResultToJson(SampleResult()));
  document["schema"] = "interlock-result/9";
  Result<RunResult> read = ResultFromJson(document.dump());
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().kind, ErrorKind::kVersion);
  EXPECT_NE(read.error().message.find("interlock-result/9"), std::string::npos);
}

TEST(ResultJson, MissingMemberIsNamed) {
  nlohmann::json document = nlohmann::json::parse(ResultToJson(SampleResult()));
  document["findings"][0].erase("witness");
  Result<RunResult> read = ResultFromJson(document.dump());
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().message.find("witness"), std::string::npos) << read.error().message;
}

TEST(ResultJson, UnknownVerdictIsRefused) {
  nlohmann::json document = nlohmann::json::parse(ResultToJson(SampleResult()));
  document["proofs"][0]["verdict"] = "certainly";
  EXPECT_FALSE(ResultFromJson(document.dump()).ok());
}

TEST(ResultJson, TextThatIsNoUtf8IsStillWritten) {
  RunResult result;
  result.problems = {{"a.cc", "bad byte \xff here"}};
  EXPECT_TRUE(ResultFromJson(ResultToJson(result)).ok());
}

}  // namespace
}  // namespace interlock::report
