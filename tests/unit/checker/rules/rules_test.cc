// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/rules/rules.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace interlock::rules {
namespace {

TEST(Rules, IdsAreUniqueAndLevelsKnown) {
  std::set<std::string_view> ids;
  for (const Rule& rule : AllRules()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    const bool is_unknown = rule.id.starts_with("IL-UNKNOWN-");
    EXPECT_EQ(rule.level == "unknown", is_unknown) << rule.id;
    EXPECT_TRUE(is_unknown || rule.level == "error" || rule.level == "incomplete") << rule.id;
  }
}

TEST(Rules, EveryRowSaysEverything) {
  ASSERT_FALSE(AllRules().empty());
  for (const Rule& rule : AllRules()) {
    EXPECT_FALSE(rule.title.empty()) << rule.id;
    EXPECT_TRUE(rule.meaning.ends_with('.')) << rule.id;
    EXPECT_TRUE(rule.remedy.ends_with('.')) << rule.id;
    EXPECT_TRUE(rule.bad.ends_with('\n')) << rule.id;
    EXPECT_TRUE(rule.good.ends_with('\n')) << rule.id;
  }
}

TEST(FindRule, IgnoresCaseAndRefusesOthers) {
  ASSERT_NE(FindRule("il001"), nullptr);
  EXPECT_EQ(FindRule("il001")->id, "IL001");
  EXPECT_EQ(FindRule("IL00"), nullptr);
  EXPECT_EQ(FindRule(""), nullptr);
}

/// The page of a rule as it stands in docs/rules/.
std::string Page(const Rule& rule) {
  return "# " + std::string(rule.id) + ": " + std::string(rule.title) + "\n\n" +
         std::string(rule.meaning) + "\n\nLike this:\n\n```\n" + std::string(rule.bad) +
         "```\n\nRather like this:\n\n```\n" + std::string(rule.good) + "```\n\n" +
         std::string(rule.remedy) + "\n";
}

// With INTERLOCK_UPDATE set in the environment the pages are written instead of compared.
TEST(Rules, EachHasItsPageInDocsAndNoOtherPageIsThere) {
  std::set<std::string> pages, ids;
  for (const Rule& rule : AllRules()) {
    ids.insert(std::string(rule.id));
    const std::string path = std::string(INTERLOCK_RULE_DOCS) + "/" + std::string(rule.id) + ".md";
    if (std::getenv("INTERLOCK_UPDATE") != nullptr) std::ofstream(path) << Page(rule);
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_EQ(text.str(), Page(rule));
  }
  for (const auto& entry : std::filesystem::directory_iterator(INTERLOCK_RULE_DOCS)) {
    pages.insert(entry.path().stem().string());
  }
  EXPECT_EQ(pages, ids);
}

}  // namespace
}  // namespace interlock::rules
