// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <set>

#include "checker/cli/case_variant.h"
#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/pipeline.h"
#include "checker/cli/replay_text.h"
#include "checker/cli/run_folder.h"
#include "checker/cli/terminal.h"
#include "checker/explorer/replay.h"

namespace interlock::cli {
namespace {

/// What the witnesses are replayed with.
struct Target {
  std::string program;  // empty: the one that the witness names
  std::vector<std::string> arguments;
  std::string source_root;  // of the positions in the program
  /// Protocols of the sources that the program was built from; empty: those of the witness.
  std::vector<protocol::Protocol> protocols;
};

/// The variant's program and sources. If these are not the ones that --out was made from, their
/// protocols are extracted, so that each step of a witness finds its place in them.
Result<Target> CaseTarget(const Options& options, const RunFolder& folder) {
  Result<Case> found = FindCase(options.case_id);
  if (!found.ok()) return found.error();
  Result<std::vector<facts::CaseVariant>> variants =
      SelectVariants(found->manifest, options.variant.empty() ? "racy" : options.variant);
  if (!variants.ok()) return variants.error();
  const facts::CaseVariant& variant = variants->front();
  Target target;
  target.arguments = found->manifest.program_arguments;
  target.program = options.replay_with.empty() ? ProgramOf(variant) : options.replay_with;
  if (target.program.empty()) {
    return MakeError("case " + options.case_id + " names no program for this variant", variant.name,
                     ErrorKind::kNotFound);
  }
  const std::string out = folder.path() + "/replay/" + FileName(variant.name);
  Result<SourceList> list = PrepareVariant(*found, variant, out + "/tree");
  if (!list.ok()) return list.error();
  target.source_root = list->root;
  const Result<std::vector<protocol::Protocol>> known = folder.ReadProtocols({});
  if (!known.ok() || SameTree(list->root, folder.path() + "/tree")) return target;
  const Status prepared = RunFolder(out).Prepare();
  if (!prepared.ok()) return prepared.error();
  Pipeline pipeline(options, out, "extract");
  if (!pipeline.Extract(*list) || !pipeline.Link()) {
    return MakeError("the sources of the variant could not be read", variant.name);
  }
  target.protocols = pipeline.protocols();
  return target;
}

/// The program to run: after --, from the case, from --replay-with.
Result<Target> ChooseTarget(const Options& options, const RunFolder& folder) {
  Target target;
  target.source_root = Canonical(".");
  if (!options.trailing.empty()) {
    target.program = options.trailing.front();
    target.arguments.assign(options.trailing.begin() + 1, options.trailing.end());
    return target;
  }
  if (!options.case_id.empty()) return CaseTarget(options, folder);
  target.program = options.replay_with;
  return target;
}

/// The witness with the positions of the target's sources, if both are known.
witness::Witness MoveTo(const Target& target, const RunFolder& folder,
                        const witness::Witness& witness) {
  if (target.protocols.empty()) return witness;
  const Result<std::vector<protocol::Protocol>> known = folder.ReadProtocols({});
  if (!known.ok()) return witness;
  for (const protocol::Protocol& from : *known) {
    if (from.name != witness.protocol || from.digest != witness.protocol_digest) continue;
    for (const protocol::Protocol& to : target.protocols) {
      if (to.name == from.name) return explore::Rebase(witness, from, to);
    }
  }
  return witness;
}

/// Follows one witness; the exit code of it alone.
int ReplayOne(const Options& options, const RunFolder& folder, const Target& target,
              const std::string& name) {
  Result<witness::Witness> read = folder.ReadWitness(name);
  if (!read.ok()) return PrintError(read.error());
  const std::string program = target.program.empty() ? read->program : target.program;
  if (program.empty()) {
    return PrintError(
        MakeError("no program to replay the witness with; name one after --", read->id));
  }
  const witness::Witness witness = MoveTo(target, folder, *read);
  explore::ReplayOptions replay_options;
  replay_options.work_directory = options.out + "/replay";
  replay_options.source_root = target.source_root;
  replay_options.trace = options.trace;
  replay_options.show_output = options.verbose;
  Result<explore::ReplayOutcome> outcome =
      explore::RunReplay(program, target.arguments, witness, replay_options);
  if (!outcome.ok()) return PrintError(outcome.error());
  Print(ReplayText(witness, *outcome));
  return ReplayExitCode(*outcome);
}

/// Without a witness a case is replayed with those of its racy variant, which is checked if --out
/// holds none.
Result<std::vector<std::string>> ChooseWitnesses(const Options& options, const RunFolder& folder) {
  if (!options.positional.empty()) return options.positional;
  std::vector<std::string> names = ListFiles(folder.witnesses(), ".json");
  if (names.empty() && !options.case_id.empty()) {
    Options check = options;
    check.command = "check";
    check.variant = "racy";
    check.jobs = 1;
    const int code = RunCheck(check);
    if (code != 1) return MakeError("the racy variant gave no witness", options.case_id);
    names = ListFiles(folder.witnesses(), ".json");
  }
  if (names.empty()) {
    return MakeError("replay wants a witness: there is none here", folder.witnesses(),
                     ErrorKind::kNotFound);
  }
  return names;
}

}  // namespace

int RunReplay(const Options& options) {
  const RunFolder folder(options.out);
  Result<std::vector<std::string>> names = ChooseWitnesses(options, folder);
  if (!names.ok()) return PrintError(names.error());
  Status made = MakeWritableFolder(options.out + "/replay");
  if (!made.ok()) return PrintError(made.error());
  Result<Target> target = ChooseTarget(options, folder);
  if (!target.ok()) return PrintError(target.error());
  std::set<int> codes;
  for (const std::string& name : *names) codes.insert(ReplayOne(options, folder, *target, name));
  for (int code : {2, 1, 3}) {
    if (codes.count(code) > 0) return code;
  }
  return 0;
}

}  // namespace interlock::cli
