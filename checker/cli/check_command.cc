// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "checker/cli/baseline_file.h"
#include "checker/cli/case_variant.h"
#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/name_filter.h"
#include "checker/cli/pipeline.h"
#include "checker/cli/show_result.h"
#include "checker/cli/terminal.h"
#include "checker/report/baseline_compare.h"

namespace interlock::cli {
namespace {

Result<SourceList> ListSources(const Options& options) {
  return options.has_trailing ? SourcesWithFlags(options.positional, options.trailing)
                              : SourcesFromDatabase(options.build_folder, options.positional);
}

/// Stops before anything is done: a usage error, or nothing to work on.
int Refuse(const Options& options, const Error& error) {
  if (options.bench_json) Print("{\"verdict\": \"unknown\", \"lines\": []}\n");
  return PrintError(error);
}

void Show(const Pipeline& pipeline, const Options& options, const std::string& root) {
  if (options.bench_json) {
    ShowBenchVerdict(pipeline.result());
  } else {
    ShowResult(pipeline.result(), options, root);
  }
}

/// Writes the baseline of a complete run. Returns the exit code.
int WriteBaseline(const report::RunResult& result, const BaselineFile& earlier,
                  const Options& options, int code) {
  const std::string& file = options.write_baseline_file;
  if (!result.complete || !result.problems.empty() || result.signal != 0) {
    PrintError(MakeError("no baseline written: the run is not complete", file));
    return code;
  }
  const NameFilter filter(options.proofs);
  const report::Baseline baseline =
      report::MakeBaseline(result, earlier.baseline,
                           [&](const std::string& protocol) { return filter.Selects(protocol); });
  Status written = WriteFile(file, report::BaselineToText(baseline));
  if (!written.ok()) return PrintError(written.error());
  Print("baseline: " + file + ": " + std::to_string(baseline.findings.size()) + " findings, " +
        std::to_string(baseline.proofs.size()) + " proofs, " +
        std::to_string(baseline.unknown.size() + baseline.not_covered.size()) + " unknown\n");
  return 0;
}

/// Checks one variant of a case in `out`.
int CheckVariant(const Case& chosen, const facts::CaseVariant& variant, const Options& given,
                 const std::string& out) {
  Options options = given;
  options.out = out;
  options.variant = variant.name;
  if (options.proofs == "*") options.proofs = chosen.manifest.protocols;
  if (options.budget_ms == 0 && !chosen.manifest.budget.empty()) {
    options.budget_ms = ParseDuration(chosen.manifest.budget);
    if (options.budget_ms < 0) {
      return PrintError(MakeError("case manifest: no duration: budget=" + chosen.manifest.budget));
    }
  }
  const RunFolder folder(out);
  Status prepared = folder.Prepare();
  if (!prepared.ok()) return PrintError(prepared.error());
  Print("case " + chosen.manifest.id + ", variant " + variant.name + ": " + variant.summary + "\n");
  Result<SourceList> list = PrepareVariant(chosen, variant, out + "/tree");
  if (!list.ok()) return PrintError(list.error());
  Pipeline pipeline(options, out,
                    "check --case " + chosen.manifest.id + " --variant " + variant.name);
  if (pipeline.Extract(*list) && pipeline.Link()) pipeline.Prove();
  const std::string program =
      options.replay_with.empty() ? ProgramOf(variant) : options.replay_with;
  if (!program.empty()) pipeline.Replay(program, chosen.manifest.program_arguments, list->root);
  const int code = pipeline.Finish();
  ShowResult(pipeline.result(), options, list->root);
  return code;
}

int CheckCase(const Options& options) {
  if (!options.positional.empty() || options.has_trailing) {
    return PrintError(MakeError("--case takes neither targets nor flags after --"));
  }
  Result<Case> chosen = FindCase(options.case_id);
  if (!chosen.ok()) return PrintError(chosen.error());
  const std::string wanted = options.variant.empty() ? "racy" : options.variant;
  Result<std::vector<facts::CaseVariant>> variants = SelectVariants(chosen->manifest, wanted);
  if (!variants.ok()) return PrintError(variants.error());
  std::vector<int> codes;
  for (const facts::CaseVariant& variant : *variants) {
    const std::string out =
        variants->size() == 1 ? options.out : options.out + "/" + FileName(variant.name);
    if (!codes.empty()) Print("\n");
    codes.push_back(CheckVariant(*chosen, variant, options, out));
  }
  return CombineExitCodes(wanted, codes);
}

}  // namespace

int RunCheck(const Options& options) {
  if (!options.case_id.empty()) return CheckCase(options);
  Result<BaselineFile> baseline = ReadBaselineFile(options.baseline_file);
  if (!baseline.ok()) return Refuse(options, baseline.error());
  Result<SourceList> list = ListSources(options);
  if (!list.ok()) return Refuse(options, list.error());
  const RunFolder folder(options.out);
  Status prepared = folder.Prepare();
  if (!prepared.ok()) return Refuse(options, prepared.error());
  Pipeline pipeline(options, options.out, "check");
  if (!options.baseline_file.empty()) pipeline.UseBaseline(&*baseline);
  if (pipeline.Extract(*list) && pipeline.Link()) pipeline.Prove();
  if (!options.replay_with.empty()) pipeline.Replay(options.replay_with, {}, list->root);
  const int code = pipeline.Finish();
  Show(pipeline, options, list->root);
  if (options.write_baseline_file.empty()) return code;
  return WriteBaseline(pipeline.result(), *baseline, options, code);
}

int RunExtract(const Options& options) {
  const bool from_facts =
      !options.positional.empty() &&
      std::all_of(options.positional.begin(), options.positional.end(),
                  [](const std::string& name) { return name.ends_with(".json"); });
  Result<SourceList> list = from_facts ? SourceList() : ListSources(options);
  if (!list.ok()) return PrintError(list.error());
  const RunFolder folder(options.out);
  Status prepared = folder.Prepare();
  if (!prepared.ok()) return PrintError(prepared.error());
  Pipeline pipeline(options, options.out, "extract");
  if (from_facts) pipeline.UseFacts(options.positional);
  if (from_facts || pipeline.Extract(*list)) pipeline.Link();
  std::string text;
  for (const report::Problem& problem : pipeline.result().problems) {
    text += problem.position + ": error: " + problem.message + " [IL-INCOMPLETE]\n";
  }
  std::size_t read = 0;
  for (const report::UnitRow& unit : pipeline.result().units) read += unit.state == "read";
  if (from_facts) {
    text += "linked: " + std::to_string(options.positional.size()) + " facts files\n";
  } else {
    text += "extracted: " + std::to_string(read) + " of " +
            std::to_string(pipeline.result().units.size()) + " sources\n";
  }
  for (const protocol::Protocol& protocol : pipeline.protocols()) {
    text += "protocol " + protocol.name + ": " + std::to_string(protocol.roles.size()) +
            " roles, " + std::to_string(protocol.objects.size()) + " objects, " +
            std::to_string(protocol.accesses.size()) + " accesses, " +
            std::to_string(protocol.unresolved.size()) + " unresolved\n";
  }
  Print(text);
  return pipeline.result().complete && pipeline.result().problems.empty() ? 0 : 2;
}

}  // namespace interlock::cli
