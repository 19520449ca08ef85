// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "checker/cli/commands.h"
#include "checker/cli/terminal.h"
#include "checker/rules/rules.h"

namespace interlock::cli {
namespace {

constexpr std::size_t kWidth = 90;

std::string Wrap(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::string out, line, word;
  while (words >> word) {
    if (!line.empty() && line.size() + 1 + word.size() > kWidth) {
      out += line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return out + line + "\n";
}

std::string Indent(std::string_view text) {
  std::istringstream lines{std::string(text)};
  std::string out, line;
  while (std::getline(lines, line)) out += "    " + line + "\n";
  return out;
}

}  // namespace

int RunExplain(const Options& options) {
  if (options.positional.empty()) {
    for (const rules::Rule& rule : rules::AllRules()) {
      std::string id(rule.id);
      id.resize(28, ' ');
      Print(id + std::string(rule.title) + "\n");
    }
    return 0;
  }
  for (const std::string& id : options.positional) {
    const rules::Rule* rule = rules::FindRule(id);
    if (rule == nullptr) {
      return PrintError(MakeError("no such rule; `interlock explain` lists them all", id));
    }
    Print(std::string(rule->id) + ": " + std::string(rule->title) + "\n\n" + Wrap(rule->meaning) +
          "\nlike this:\n\n" + Indent(rule->bad) + "\nrather like this:\n\n" + Indent(rule->good) +
          "\n" + Wrap(rule->remedy));
  }
  return 0;
}

}  // namespace interlock::cli
