// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/report/run_result.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace interlock::report {
namespace {

struct ParsedPosition {
  std::string file;
  long line = 0;
  long column = 0;
};

bool TakeNumber(std::string* text, long* number) {
  std::size_t colon = text->rfind(':');
  if (colon == std::string::npos || colon + 1 == text->size()) return false;
  const std::string digits = text->substr(colon + 1);
  if (digits.find_first_not_of("0123456789") != std::string::npos) return false;
  *number = std::strtol(digits.c_str(), nullptr, 10);
  text->resize(colon);
  return true;
}

ParsedPosition Parse(std::string text) {
  ParsedPosition position;
  if (TakeNumber(&text, &position.column) && !TakeNumber(&text, &position.line)) {
    position.line = position.column;
    position.column = 0;
  }
  position.file = std::move(text);
  return position;
}

template <typename Row, typename Key>
void SortUnique(std::vector<Row>* rows, Key key) {
  std::stable_sort(rows->begin(), rows->end(),
                   [&](const Row& a, const Row& b) { return key(a) < key(b); });
  rows->erase(std::unique(rows->begin(), rows->end(),
                          [&](const Row& a, const Row& b) { return key(a) == key(b); }),
              rows->end());
}

std::tuple<std::string, long, long> PositionKey(const std::string& text) {
  ParsedPosition position = Parse(text);
  return {position.file, position.line, position.column};
}

bool HasFinding(const RunResult& result, const ProofRow& proof) {
  return proof.verdict == Verdict::kRefuted &&
         std::any_of(result.findings.begin(), result.findings.end(), [&](const Finding& finding) {
           const std::string property = finding.property.empty() ? kRaceFreedom : finding.property;
           return finding.protocol == proof.protocol && property == proof.property;
         });
}

}  // namespace

bool PositionBefore(const std::string& a, const std::string& b) {
  return PositionKey(a) < PositionKey(b);
}

const char* VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kProved:
      return "proved";
    case Verdict::kProvedToBound:
      return "proved to bound";
    case Verdict::kRefuted:
      return "refuted";
    case Verdict::kUnknown:
      return "unknown";
  }
  return "unknown";
}

int ExitCode(const RunResult& result) {
  if (result.signal != 0) return 128 + result.signal;
  if (!result.complete || !result.problems.empty()) return 2;
  const auto fails_on = [&](const char* what) {
    return std::find(result.fail_on.begin(), result.fail_on.end(), what) != result.fail_on.end();
  };
  const bool any = fails_on("any");
  const auto counts = [&](const auto& row) { return any || !row.known; };
  if (any || fails_on("new")) {
    if (std::any_of(result.findings.begin(), result.findings.end(), counts)) return 1;
  }
  if (!any && !fails_on("unknown")) return 0;
  bool open = result.proofs.empty() ||
              std::any_of(result.unknown.begin(), result.unknown.end(), counts) ||
              std::any_of(result.not_covered.begin(), result.not_covered.end(), counts);
  for (const ProofRow& proof : result.proofs) {
    // A refuted property always comes with a finding; without one it is not decided.
    const bool decided = proof.verdict == Verdict::kProved ||
                         proof.verdict == Verdict::kProvedToBound || HasFinding(result, proof);
    open |= !decided && counts(proof);
  }
  return open ? 3 : 0;
}

void Sort(RunResult* result) {
  SortUnique(&result->units, [](const UnitRow& row) { return std::tuple(row.source, row.state); });
  SortUnique(&result->proofs,
             [](const ProofRow& row) { return std::tuple(row.protocol, row.property); });
  SortUnique(&result->findings, [](const Finding& row) {
    return std::tuple(PositionKey(row.position), row.rule, row.id, row.message, row.protocol,
                      row.property);
  });
  SortUnique(&result->unknown, [](const Open& row) {
    return std::tuple(row.rule, PositionKey(row.position), row.detail, row.protocol,
                      PositionKey(row.other_position), row.sites, row.property);
  });
  // Instances of one template read the same and are not: each counts.
  std::stable_sort(result->not_covered.begin(), result->not_covered.end(),
                   [](const NotCoveredRow& a, const NotCoveredRow& b) {
                     return std::tuple(a.kind, PositionKey(a.position), a.name) <
                            std::tuple(b.kind, PositionKey(b.position), b.name);
                   });
  SortUnique(&result->baseline.fixed, [](const FixedRow& row) {
    return std::tuple(row.section, row.protocol, row.what, row.fingerprint);
  });
  SortUnique(&result->problems,
             [](const Problem& row) { return std::tuple(PositionKey(row.position), row.message); });
  for (ProofRow& proof : result->proofs) {
    SortUnique(&proof.pairs, [](const PairRow& row) { return row.id; });
  }
}

}  // namespace interlock::report
