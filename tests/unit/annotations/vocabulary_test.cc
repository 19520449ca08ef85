// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// vocabulary.def, vocabulary.h and docs/annotations.md name the same macros, with the same strings
// and the same number of arguments.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Row {
  std::string macro;
  std::string attribute;
  std::string arguments;
  std::string rule;
  std::string anchor;
  bool is_claim = false;
};

std::vector<Row> Table() {
  std::vector<Row> rows;
#define IL_VOCABULARY_CLANG(macro, attribute, arguments, rule, anchor) \
  rows.push_back({macro, attribute, arguments, rule, anchor, false});
#define IL_VOCABULARY_CLAIM(macro, attribute, arguments, rule, anchor) \
  rows.push_back({macro, attribute, arguments, rule, anchor, true});
#include "annotations/vocabulary.def"
  return rows;
}

std::string ReadFile(const std::string& path) {
  std::ifstream stream(std::string(INTERLOCK_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(stream.good()) << path;
  std::stringstream text;
  text << stream.rdbuf();
  std::string joined = std::regex_replace(text.str(), std::regex("\\\\\n"), " ");
  return joined;
}

/// Macros of vocabulary.h without the internal ones: name -> whole definition.
std::map<std::string, std::string> HeaderMacros() {
  std::map<std::string, std::string> macros;
  std::stringstream text(ReadFile("annotations/vocabulary.h"));
  const std::regex define("#define (IL_[A-Z0-9_]+)(.*)");
  for (std::string line; std::getline(text, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, define)) continue;
    if (match.str(1).rfind("IL_INTERNAL_", 0) == 0) continue;
    macros[match.str(1)] = match.str(2);
  }
  return macros;
}

/// Sections of docs/annotations.md: heading -> text up to the next heading.
std::map<std::string, std::string> DocumentSections() {
  std::map<std::string, std::string> sections;
  std::stringstream text(ReadFile("docs/annotations.md"));
  std::string heading;
  for (std::string line; std::getline(text, line);) {
    if (line.rfind("### ", 0) == 0) {
      heading = line.substr(4);
      EXPECT_EQ(sections.count(heading), 0u) << "two sections " << heading;
      sections[heading] = "";
    } else if (line.rfind("#", 0) == 0) {
      heading.clear();
    } else if (!heading.empty()) {
      sections[heading] += line + "\n";
    }
  }
  return sections;
}

TEST(Vocabulary, TableHasNoTwoRowsForOneMacroOrAttribute) {
  std::set<std::string> macros;
  std::set<std::string> attributes;
  for (const Row& row : Table()) {
    EXPECT_TRUE(macros.insert(row.macro).second) << row.macro;
    EXPECT_TRUE(attributes.insert(row.attribute).second) << row.attribute;
  }
  EXPECT_GE(macros.size(), 40u);
}

TEST(Vocabulary, ClaimNamesFollowTheMacroAndHaveTheirOwnRule) {
  std::set<std::string> rules;
  for (const Row& row : Table()) {
    std::string lower = row.macro;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    EXPECT_EQ(row.anchor, lower);
    EXPECT_TRUE(std::regex_match(row.rule, std::regex("IL[0-9]{3}|IL-TSA"))) << row.rule;
    if (!row.is_claim) continue;
    EXPECT_EQ(row.attribute, "interlock:" + lower.substr(3));
    EXPECT_TRUE(rules.insert(row.rule).second) << row.rule;
  }
}

TEST(Vocabulary, HeaderDefinesExactlyTheTable) {
  std::map<std::string, std::string> macros = HeaderMacros();
  for (const Row& row : Table()) {
    auto found = macros.find(row.macro);
    ASSERT_NE(found, macros.end()) << row.macro << " is not in vocabulary.h";
    const std::string text = row.is_claim ? '"' + row.attribute + '"' : "(" + row.attribute;
    EXPECT_NE(found->second.find(text), std::string::npos) << row.macro << found->second;
    EXPECT_EQ(found->second.rfind("(", 0) == 0, !row.arguments.empty())
        << row.macro << ": takes arguments in one place and none in the other";
    macros.erase(found);
  }
  for (const auto& [name, definition] : macros) ADD_FAILURE() << name << " is not in the table";
}

TEST(Vocabulary, FixedArgumentsAgreeInNumber) {
  const std::map<std::string, std::string> macros = HeaderMacros();
  for (const Row& row : Table()) {
    if (!row.is_claim || row.arguments.find('[') != std::string::npos) continue;
    const std::string& definition = macros.at(row.macro);
    if (row.arguments.empty()) continue;
    const std::string parameters = definition.substr(0, definition.find(')'));
    EXPECT_EQ(std::count(parameters.begin(), parameters.end(), ','),
              std::count(row.arguments.begin(), row.arguments.end(), ','))
        << row.macro;
  }
}

TEST(Vocabulary, DocumentDescribesExactlyTheTable) {
  std::map<std::string, std::string> sections = DocumentSections();
  for (const Row& row : Table()) {
    auto found = sections.find(row.macro);
    ASSERT_NE(found, sections.end()) << row.macro << " has no section in docs/annotations.md";
    EXPECT_NE(found->second.find("`" + row.attribute + "`"), std::string::npos)
        << row.macro << ": the section does not name " << row.attribute;
    EXPECT_NE(found->second.find(row.rule), std::string::npos)
        << row.macro << ": the section does not name rule " << row.rule;
    EXPECT_GT(found->second.size(), 80u) << row.macro;
    sections.erase(found);
  }
  for (const auto& [name, text] : sections) ADD_FAILURE() << name << " is not in the table";
}

}  // namespace
