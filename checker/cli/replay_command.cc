// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
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

}  // namespace

int RunReplay(const Options& options) {
  const RunFolder folder(options.out);
  std::vector<std::string> names = options.positional;
  if (names.empty()) names = ListFiles(folder.witnesses(), ".json");
  if (names.size() != 1) {
    return PrintError(MakeError(
        names.empty() ? "replay wants a witness: there is none in " + folder.witnesses()
                      : "replay wants one witness, there are " + std::to_string(names.size())));
  }
  Result<witness::Witness> witness = folder.ReadWitness(names.front());
  if (!witness.ok()) return PrintError(witness.error());
  Result<Program> program = ChooseProgram(options, *witness);
  if (!program.ok()) return PrintError(program.error());
  explore::ReplayOptions replay_options;
  replay_options.work_directory = options.out + "/replay";
  replay_options.trace = options.trace;
  replay_options.show_output = options.verbose;
  Status made = MakeWritableFolder(replay_options.work_directory);
  if (!made.ok()) return PrintError(made.error());
  Result<explore::ReplayOutcome> outcome =
      explore::RunReplay(program->path, program->arguments, *witness, replay_options);
  if (!outcome.ok()) return PrintError(outcome.error());
  Print(ReplayText(*witness, *outcome));
  return ReplayExitCode(*outcome);
}

}  // namespace interlock::cli
