// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/baseline_file.h"

#include <filesystem>

#include "checker/cli/files.h"
#include "checker/cli/options.h"

namespace interlock::cli {

std::vector<BoundedJob> BaselineFile::KnownUnknown() const {
  std::vector<BoundedJob> jobs;
  for (const report::KnownProof& entry : baseline.proofs) {
    if (entry.verdict != report::Verdict::kUnknown) continue;
    if (entry.property != report::kRaceFreedom) continue;
    const std::string budget = entry.budget.empty() ? kDefaultBudget : entry.budget;
    jobs.push_back({entry.protocol, budget, ParseDuration(budget), true});
  }
  return jobs;
}

Result<BaselineFile> ReadBaselineFile(const std::string& file) {
  BaselineFile result;
  if (file.empty()) return result;
  result.shown_name =
      file.starts_with('/') ? std::filesystem::path(file).filename().string() : file;
  Result<std::string> text = ReadFile(file);
  if (!text.ok()) return text.error();
  Result<report::Baseline> baseline = report::BaselineFromText(*text);
  if (!baseline.ok()) {
    const Error& error = baseline.error();
    return MakeError("baseline: " + error.message,
                     error.position.empty() ? file : file + ":" + error.position, error.kind);
  }
  for (const report::KnownProof& entry : baseline->proofs) {
    if (entry.budget.empty() || ParseDuration(entry.budget) > 0) continue;
    return MakeError("baseline: protocol " + entry.protocol +
                         ": budget wants a duration like 20s: '" + entry.budget + "'",
                     file);
  }
  result.baseline = std::move(baseline).value();
  return result;
}

}  // namespace interlock::cli
