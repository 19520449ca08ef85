// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <set>

#include "checker/cli/case_variant.h"
#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/replay_text.h"
#include "checker/cli/run_folder.h"
#include "checker/cli/terminal.h"
#include "checker/explorer/replay.h"

namespace interlock::cli {
namespace {

struct Program {
  std::string path;
  std::vector<std::string> arguments;
};

/// The program to run: after --, from --replay-with, from the case, from the witness itself.
Result<Program> ChooseProgram(const Options& options, const witness::Witness& witness) {
  Program program;
  if (!options.trailing.empty()) {
    program.path = options.trailing.front();
    program.arguments.assign(options.trailing.begin() + 1, options.trailing.end());
    return program;
  }
  program.path = options.replay_with;
  if (!options.case_id.empty()) {
    Result<Case> found = FindCase(options.case_id);
    if (!found.ok()) return found.error();
    Result<std::vector<facts::CaseVariant>> variants =
        SelectVariants(found->manifest, options.variant.empty() ? "racy" : options.variant);
    if (!variants.ok()) return variants.error();
    program.arguments = found->manifest.program_arguments;
    if (program.path.empty()) program.path = ProgramOf(variants->front());
    if (program.path.empty()) {
      return MakeError("case " + options.case_id + " names no program for this variant",
                       variants->front().name, ErrorKind::kNotFound);
    }
  }
  if (program.path.empty()) program.path = witness.program;
  if (program.path.empty()) {
    return MakeError("no program to replay the witness with; name one after --", witness.id);
  }
  return program;
}

/// Follows one witness; the exit code of it alone.
int ReplayOne(const Options& options, const RunFolder& folder, const std::string& name) {
  Result<witness::Witness> witness = folder.ReadWitness(name);
  if (!witness.ok()) return PrintError(witness.error());
  Result<Program> program = ChooseProgram(options, *witness);
  if (!program.ok()) return PrintError(program.error());
  explore::ReplayOptions replay_options;
  replay_options.work_directory = options.out + "/replay";
  replay_options.trace = options.trace;
  replay_options.show_output = options.verbose;
  Result<explore::ReplayOutcome> outcome =
      explore::RunReplay(program->path, program->arguments, *witness, replay_options);
  if (!outcome.ok()) return PrintError(outcome.error());
  Print(ReplayText(*witness, *outcome));
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
  std::set<int> codes;
  for (const std::string& name : *names) codes.insert(ReplayOne(options, folder, name));
  for (int code : {2, 1, 3}) {
    if (codes.count(code) > 0) return code;
  }
  return 0;
}

}  // namespace interlock::cli
