// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/certificate/counting_certificate.h"

#include <chrono>
#include <map>
#include <set>

#include "models/certificate/second_solver.h"
#include "models/counting/counter_system_json.h"
#include "models/counting/invariant_queries.h"
#include "models/counting/validate.h"

namespace interlock::certificate {
namespace {

using counting::CounterSystem;

constexpr const char* kInvariantId = "invariant";
constexpr const char* kInvariantName = "invariant.smt2term";

std::string OneLine(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

std::string Header(const CounterSystem& system, const std::string& property,
                   const std::string& id) {
  return "; interlock certificate\n; system: " + OneLine(system.name) +
         "\n; digest: " + counting::CounterSystemDigest(system) +
         "\n; property: " + OneLine(property) + "\n; obligation: " + OneLine(id) +
         "\n; encoder: " + counting::kCountingEncoderVersion +
         "\n; expected: " + (id == kInvariantId ? "term" : "unsat") + "\n";
}

CertificateFile Render(const CounterSystem& system, const std::string& property,
                       const std::string& id, const std::string& text) {
  CertificateFile file;
  for (const char c : id) {
    const bool usual = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '_' || c == '.';
    file.name += usual ? c : '_';
  }
  file.name = id == kInvariantId ? kInvariantName : file.name + ".smt2";
  file.text = Header(system, property, id) + text;
  return file;
}

// Every query that the proof of the property needs, by its whole file.
Result<std::map<std::string, CertificateFile>> Expected(const CounterSystem& system,
                                                        std::size_t property,
                                                        const std::string& invariant) {
  const std::string& name = system.properties[property].name;
  std::map<std::string, CertificateFile> expected;
  const auto add = [&](const std::string& id, const std::string& text) {
    expected.emplace(id, Render(system, name, id, text));
  };
  for (const counting::Requirement& requirement : counting::Requirements(system)) {
    add(requirement.id, requirement.script.Text());
  }
  auto queries = counting::InductionQueries(system, invariant);
  if (!queries.ok()) return queries.error();
  for (const counting::InvariantQuery& query : *queries) add(query.id, query.script.Text());
  auto safe = counting::SafetyQuery(system, system.properties[property], invariant);
  if (!safe.ok()) return safe.error();
  add(safe->id, safe->script.Text());
  return expected;
}

// The term of the invariant file; empty if there is none with the right header.
std::string InvariantOf(const CounterSystem& system, std::size_t property,
                        const std::vector<CertificateFile>& files) {
  const std::string header = Header(system, system.properties[property].name, kInvariantId);
  for (const CertificateFile& file : files) {
    if (file.name != kInvariantName || file.text.rfind(header, 0) != 0) continue;
    std::string term = file.text.substr(header.size());
    while (!term.empty() && term.back() == '\n') term.pop_back();
    return term;
  }
  return "";
}

}  // namespace

std::vector<CertificateFile> RenderCountingCertificate(const CounterSystem& system,
                                                       const counting::CountingResult& result,
                                                       std::size_t property) {
  const counting::PropertyResult& proved = result.properties[property];
  const counting::ProvedInvariant& invariant = result.invariants.at(proved.invariant);
  std::vector<CertificateFile> files;
  const auto add = [&](const std::string& id, const std::string& text) {
    files.push_back(Render(system, proved.name, id, text));
  };
  add(kInvariantId, invariant.text + "\n");
  for (const counting::CountingFormula& formula : result.requirements) {
    add(formula.id, formula.text);
  }
  for (const counting::CountingFormula& formula : invariant.formulas) add(formula.id, formula.text);
  add(proved.safe.id, proved.safe.text);
  return files;
}

Result<VerifyReport> VerifyCountingCertificate(const CounterSystem& system, std::size_t property,
                                               const std::vector<CertificateFile>& files,
                                               const VerifyOptions& options) {
  const Status valid = counting::Validate(system);
  if (!valid.ok()) return valid.error();
  if (property >= system.properties.size()) return MakeError("system has no such property");
  VerifyReport report;
  const std::string invariant = InvariantOf(system, property, files);
  auto expected = Expected(system, property, invariant.empty() ? "false" : invariant);
  std::string unreadable;
  if (invariant.empty()) unreadable = "invariant is missing or belongs to something else";
  if (!expected.ok()) {
    unreadable = expected.error().ToText();
    expected = Expected(system, property, "false");
    if (!expected.ok()) return expected.error();
  }
  std::set<std::string> missing;
  for (const auto& [id, file] : *expected) missing.insert(id);
  for (const CertificateFile& file : files) {
    CertificateCheck check;
    check.file = file.name;
    check.reason = unreadable;
    const bool is_invariant = file.name == kInvariantName;
    if (is_invariant) check.id = kInvariantId;
    for (const auto& [id, wanted] : *expected) {
      if (is_invariant || wanted.name != file.name) continue;
      check.id = id;
      if (wanted.text != file.text && check.reason.empty()) {
        check.reason = "differs from what system and invariant give: " + id;
      }
    }
    if (check.id.empty() && check.reason.empty()) check.reason = "no such query in the proof";
    if (check.reason.empty() && !is_invariant && options.cancelled && options.cancelled()) {
      check.reason = "interrupted";
    }
    if (check.reason.empty() && !is_invariant && options.run_solver) {
      const auto start = std::chrono::steady_clock::now();
      const Result<std::string> answer =
          RunSecondSolver(options.solver, file.text, options.timeout_ms);
      if (!answer.ok()) return answer.error();
      if (*answer != "unsat") check.reason = options.solver + " answers: " + *answer;
      check.elapsed_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                             std::chrono::steady_clock::now() - start)
                             .count();
    }
    check.accepted = check.reason.empty();
    if (check.accepted) {
      ++report.accepted;
      missing.erase(check.id);
    }
    report.checks.push_back(std::move(check));
  }
  report.missing.assign(missing.begin(), missing.end());
  return report;
}

}  // namespace interlock::certificate
