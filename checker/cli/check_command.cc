// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "checker/cli/case_variant.h"
#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/pipeline.h"
#include "checker/cli/show_result.h"
#include "checker/cli/terminal.h"

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

/// Checks one variant of a case in `out`.
int CheckVariant(const Case& chosen, const facts::CaseVariant& variant, const Options& given,
                 const std::string& out) {
  Options options = given;
  options.out = out;
  options.variant = variant.name;
  if (options.proofs == "*") options.proofs = chosen.manifest.protocols;
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
  Result<SourceList> list = ListSources(options);
  if (!list.ok()) return Refuse(options, list.error());
  const RunFolder folder(options.out);
  Status prepared = folder.Prepare();
  if (!prepared.ok()) return Refuse(options, prepared.error());
  Pipeline pipeline(options, options.out, "check");
  if (pipeline.Extract(*list) && pipeline.Link()) pipeline.Prove();
  if (!options.replay_with.empty()) pipeline.Replay(options.replay_with, {}, list->root);
  const int code = pipeline.Finish();
  Show(pipeline, options, list->root);
  return code;
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
