// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/report/sarif.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "checker/rules/rules.h"

namespace interlock::report {
namespace {

using nlohmann::json;

constexpr const char* kSchemaUri =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

/// A path as the path of a URI.
std::string Encoded(const std::string& path) {
  static const char* const kHex = "0123456789ABCDEF";
  const std::string plain = "-._~/";
  std::string text;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || plain.find(c) != std::string::npos) {
      text += c;
    } else {
      text += '%';
      text += kHex[byte >> 4];
      text += kHex[byte & 15];
    }
  }
  return text;
}

/// Takes ":number" off the end of `text`; 0 if there is none.
long TakeNumber(std::string* text) {
  const std::size_t colon = text->rfind(':');
  if (colon == std::string::npos || colon + 1 == text->size()) return 0;
  const std::string digits = text->substr(colon + 1);
  if (digits.find_first_not_of("0123456789") != std::string::npos) return 0;
  text->resize(colon);
  return std::strtol(digits.c_str(), nullptr, 10);
}

/// A location for "file:line:column", "file:line" or "file".
json LocationOf(const std::string& position, const std::string& message) {
  std::string file = position;
  long column = TakeNumber(&file);
  long line = TakeNumber(&file);
  if (line == 0) std::swap(line, column);
  json artifact;
  if (file.starts_with('/')) {
    artifact = {{"uri", "file://" + Encoded(file)}};
  } else {
    artifact = {{"uri", Encoded(file)}, {"uriBaseId", "SRCROOT"}};
  }
  json region = {{"startLine", std::max(1L, line)}};
  if (column > 0) region["startColumn"] = column;
  json location = {{"physicalLocation", {{"artifactLocation", artifact}, {"region", region}}}};
  if (!message.empty()) location["message"] = {{"text", message}};
  return location;
}

/// "data race of an atomic and a plain access" -> "DataRaceOfAnAtomicAndAPlainAccess".
std::string CamelCase(std::string_view title) {
  std::string name;
  bool upper = true;
  for (const char c : title) {
    if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z')) {
      upper = true;
      continue;
    }
    name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return name;
}

json RuleOf(const rules::Rule& rule) {
  const std::string help = std::string(rule.meaning) + "\n\nLike this:\n\n" +
                           std::string(rule.bad) + "\nRather like this:\n\n" +
                           std::string(rule.good) + "\n" + std::string(rule.remedy);
  const std::string markdown = std::string(rule.meaning) + "\n\nLike this:\n\n```cpp\n" +
                               std::string(rule.bad) + "```\n\nRather like this:\n\n```cpp\n" +
                               std::string(rule.good) + "```\n\n" + std::string(rule.remedy);
  return {{"id", rule.id},
          {"name", CamelCase(rule.title)},
          {"shortDescription", {{"text", rule.title}}},
          {"fullDescription", {{"text", rule.meaning}}},
          {"help", {{"text", help}, {"markdown", markdown}}},
          {"defaultConfiguration", {{"level", "error"}}},
          {"properties", {{"precision", "very-high"}, {"tags", {"concurrency", "correctness"}}}}};
}

/// The way of one thread to its access.
json ThreadFlowOf(const Place& place, std::size_t number) {
  json locations = json::array();
  const std::size_t frames = std::min(place.stack.size(), kFrameLocationsMax - 1);
  for (std::size_t i = 0; i < frames; ++i) {
    locations.push_back(
        {{"location", LocationOf(place.stack[i].position, "in " + place.stack[i].function)}});
  }
  locations.push_back(
      {{"location", LocationOf(place.position,
                               place.access + " of " + place.object + " in " + place.function)}});
  return {{"id", std::to_string(number) + ": " + place.role_chain}, {"locations", locations}};
}

class SarifWriter {
 public:
  explicit SarifWriter(const RunResult& result) : result_(result) {
    for (const rules::Rule& rule : rules::AllRules()) {
      if (rule.level != "error") continue;
      rule_index_[std::string(rule.id)] = rules_.size();
      rules_.push_back(RuleOf(rule));
    }
  }

  std::string Write() const {
    json results = json::array();
    const std::size_t count = std::min(result_.findings.size(), kResultsMax);
    for (std::size_t i = 0; i < count; ++i) results.push_back(ResultOf(result_.findings[i]));
    const std::size_t space = result_.tool.rfind(' ');
    json driver = {{"name", "interlock"}, {"rules", rules_}};
    if (space != std::string::npos) driver["semanticVersion"] = result_.tool.substr(space + 1);
    const json run = {{"tool", {{"driver", driver}}},
                      {"invocations", json::array({Invocation()})},
                      {"originalUriBaseIds",
                       {{"SRCROOT", {{"description", {{"text", "The folder of the project."}}}}}}},
                      {"columnKind", "utf16CodeUnits"},
                      {"results", results}};
    const json document = {
        {"$schema", kSchemaUri}, {"version", "2.1.0"}, {"runs", json::array({run})}};
    return document.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
  }

 private:
  json ResultOf(const Finding& finding) const {
    json entry = {{"ruleId", finding.rule},
                  {"kind", "fail"},
                  {"level", "error"},
                  {"message", {{"text", MessageOf(finding)}}},
                  {"locations", json::array({LocationOf(finding.position, "")})},
                  {"partialFingerprints", {{"interlock/v1", finding.id}}}};
    const auto index = rule_index_.find(finding.rule);
    if (index != rule_index_.end()) entry["ruleIndex"] = index->second;
    if (!result_.baseline.file.empty()) {
      entry["baselineState"] = finding.known ? "unchanged" : "new";
    }
    if (finding.places.size() > 1) {
      json related = json::array(), flows = json::array();
      for (std::size_t i = 0; i < finding.places.size(); ++i) {
        const Place& place = finding.places[i];
        flows.push_back(ThreadFlowOf(place, i + 1));
        if (i == 0) continue;
        json location =
            LocationOf(place.position, place.access + " of " + place.object + ", " + place.role +
                                           ", may happen at the same time");
        location["id"] = i;
        related.push_back(location);
      }
      entry["relatedLocations"] = related;
      entry["codeFlows"] = json::array({{{"threadFlows", flows}}});
    }
    return entry;
  }

  static std::string MessageOf(const Finding& finding) {
    std::string text = finding.message;
    for (const std::string& note : finding.notes) text += "\n" + note;
    if (!finding.witness.empty()) text += "\nwitness " + finding.witness;
    if (!finding.replay.empty()) text += "; " + finding.replay;
    return text;
  }

  json Invocation() const {
    const int code = ExitCode(result_);
    const bool complete = result_.complete && result_.problems.empty() && result_.signal == 0;
    json notifications = json::array();
    for (const Problem& problem : result_.problems) {
      json entry = {{"level", "error"}, {"message", {{"text", problem.message}}}};
      if (!problem.position.empty()) {
        entry["locations"] = json::array({LocationOf(problem.position, "")});
      }
      notifications.push_back(entry);
    }
    if (result_.findings.size() > kResultsMax) {
      const std::string left = std::to_string(result_.findings.size() - kResultsMax);
      notifications.push_back(
          {{"level", "warning"}, {"message", {{"text", left + " more findings are left out"}}}});
    }
    return {{"executionSuccessful", complete},
            {"exitCode", code},
            {"toolExecutionNotifications", notifications}};
  }

  const RunResult& result_;
  json rules_ = json::array();
  std::map<std::string, std::size_t> rule_index_;
};

}  // namespace

std::string ResultToSarif(const RunResult& result) { return SarifWriter(result).Write(); }

}  // namespace interlock::report
