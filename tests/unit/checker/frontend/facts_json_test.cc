// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/frontend/facts_json.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/unit/checker/frontend/sample_unit.h"

namespace interlock::facts {
namespace {

using Json = nlohmann::json;

// The text of a document after an edit, with the digest that belongs to it.
std::string Redigested(const Json& json) { return WithDigest(json.dump()).value(); }

TEST(FactsJson, RoundTripKeepsEveryByte) {
  const std::string text = WriteUnit(SampleUnit());
  const Result<Unit> unit = ReadUnit(text);
  ASSERT_TRUE(unit.ok()) << unit.error().ToText();
  EXPECT_EQ(WriteUnit(*unit), text);
  EXPECT_EQ(unit->functions.size(), 2U);
  EXPECT_EQ(unit->digest.size(), 32U);
}

TEST(FactsJson, ReorderedMembersStillRead) {
  const Json json = Json::parse(WriteUnit(SampleUnit()));
  const Result<Unit> unit = ReadUnit(Redigested(json));
  EXPECT_TRUE(unit.ok()) << unit.error().ToText();
}

TEST(FactsJson, TruncatedTextNamesThePosition) {
  const std::string text = WriteUnit(SampleUnit());
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{1}, text.size() / 2, text.size() - 1}) {
    const Result<Unit> unit = ReadUnit(text.substr(0, length));
    ASSERT_FALSE(unit.ok()) << length;
    EXPECT_NE(unit.error().message.find("truncated"), std::string::npos);
    EXPECT_NE(unit.error().position.find(':'), std::string::npos);
  }
}

TEST(FactsJson, OtherVersionIsAVersionError) {
  Json json = Json::parse(WriteUnit(SampleUnit()));
  json["schema"] = "interlock-facts/0";
  const Result<Unit> unit = ReadUnit(Redigested(json));
  ASSERT_FALSE(unit.ok());
  EXPECT_EQ(unit.error().kind, ErrorKind::kVersion);
}

TEST(FactsJson, WrongTypeNamesTheMember) {
  Json json = Json::parse(WriteUnit(SampleUnit()));
  json["functions"][0]["is_method"] = 3;
  const Result<Unit> unit = ReadUnit(Redigested(json));
  ASSERT_FALSE(unit.ok());
  EXPECT_EQ(unit.error().position, "/functions/0/is_method");
}

TEST(FactsJson, NumbersOutOfRangeAreErrors) {
  Json json = Json::parse(WriteUnit(SampleUnit()));
  json["functions"][0]["blocks"][0]["condition"] = 5000000000;
  EXPECT_FALSE(ReadUnit(Redigested(json)).ok());
  json["functions"][0]["blocks"][0]["condition"] = 1.5;
  EXPECT_FALSE(ReadUnit(Redigested(json)).ok());
}

TEST(FactsJson, EditWithoutNewDigestIsNoticed) {
  std::string text = WriteUnit(SampleUnit());
  text.replace(text.find("caller()"), 6, "Caller");
  const Result<Unit> unit = ReadUnit(text);
  ASSERT_FALSE(unit.ok());
  EXPECT_EQ(unit.error().position, "/digest");
}

TEST(FactsJson, UnknownMemberIsAnError) {
  Json json = Json::parse(WriteUnit(SampleUnit()));
  json["functions"][0]["more"] = 1;
  EXPECT_FALSE(ReadUnit(Redigested(json)).ok());
}

TEST(FactsJson, EveryMissingMemberIsAnError) {
  const Json json = Json::parse(WriteUnit(SampleUnit()));
  // Absent flags of instructions mean false and an absent order means plain; all else must be
  // there.
  const std::set<std::string> optional = {"order",   "pointer", "owner",   "unsigned",
                                          "virtual", "scoped",  "implicit"};
  int removed = 0;
  const Json flat = json.flatten();
  for (const auto& [path, value] : flat.items()) {
    Json::json_pointer pointer(path);
    while (!pointer.empty()) {
      const std::string name = pointer.back();
      const Json::json_pointer parent = pointer.parent_pointer();
      if (json.at(parent).is_object() && optional.count(name) == 0 && name != "digest") {
        Json edited = json;
        edited.at(parent).erase(name);
        EXPECT_FALSE(ReadUnit(Redigested(edited)).ok()) << pointer;
        ++removed;
      }
      pointer = parent;
    }
  }
  EXPECT_GT(removed, 300);
}

// --- references: removed or bent, with the digest made right again -------------------------------

bool IsReferenceList(const std::string& name) {
  return name == "args" || name == "instructions" || name == "successors" || name == "blocks" ||
         name == "overrides" || name == "bases" || name == "declarations" || name == "functions" ||
         name == "records" || name == "globals" || name == "loops" || name == "parameters" ||
         name == "locals" || name == "fields";
}

TEST(FactsJson, EveryRemovedReferenceIsAnError) {
  const Json json = Json::parse(WriteUnit(SampleUnit()));
  int removed = 0;
  const std::function<void(const Json::json_pointer&)> walk = [&](const Json::json_pointer& at) {
    const Json& value = json.at(at);
    if (value.is_object()) {
      for (const auto& [name, child] : value.items()) walk(at / name);
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (!at.empty() && IsReferenceList(at.back())) {
          Json edited = json;
          edited.at(at).erase(i);
          EXPECT_FALSE(ReadUnit(Redigested(edited)).ok()) << at / i;
          ++removed;
        }
        walk(at / i);
      }
    }
  };
  walk(Json::json_pointer());
  EXPECT_GT(removed, 80);
}

TEST(FactsJson, EveryBentReferenceIsAnError) {
  const Json json = Json::parse(WriteUnit(SampleUnit()));
  const std::set<std::string> symbols = {"record", "call_operator_of", "usr", "destructor"};
  const std::set<std::string> numbers = {"condition", "block",   "header",
                                         "variable",  "initial", "bound"};
  int bent = 0;
  const auto expect_error = [&](const Json::json_pointer& at, const Json& value) {
    Json edited = json;
    edited.at(at) = value;
    EXPECT_FALSE(ReadUnit(Redigested(edited)).ok()) << at << " := " << value;
    ++bent;
  };
  const Json flat = json.flatten();
  for (const auto& [path, value] : flat.items()) {
    const Json::json_pointer at(path);
    const std::string name = at.back();
    const std::string parent = at.parent_pointer().empty() ? "" : at.parent_pointer().back();
    if (value.is_string() && !value.get<std::string>().empty() &&
        (symbols.count(name) != 0 || parent == "overrides")) {
      expect_error(at, "c:@F@nowhere#");
      expect_error(at, "");
    }
    if (name == "symbol" && json.at(at.parent_pointer() / "op") != "opaque" &&
        value.get<std::string>().rfind("c:", 0) == 0) {
      expect_error(at, "c:@F@nowhere#");
      expect_error(at, "");
    }
    if (value.is_number_integer() && numbers.count(name) != 0 && value.get<int>() >= 0) {
      expect_error(at, 999);
      expect_error(at, -7);
    }
    if (value.is_number_integer() &&
        (parent == "args" || parent == "instructions" || parent == "blocks")) {
      expect_error(at, 999);
      expect_error(at, -1);
    }
    if (name == "immediate") {
      const std::string op = json.at(at.parent_pointer() / "op");
      if (op == "local" || op == "parameter") {
        expect_error(at, 99);
        expect_error(at, -1);
      }
    }
    if (value.is_number_integer() && parent == "at" && name == "0") expect_error(at, 40);
  }
  EXPECT_GT(bent, 150);
}

}  // namespace
}  // namespace interlock::facts
