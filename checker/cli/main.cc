// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// The program `interlock`: parses the command line, runs one command, ends the process.

#include <csignal>
#include <cstdio>
#include <exception>
#include <map>

#include "checker/cli/commands.h"
#include "checker/cli/interrupt.h"
#include "checker/cli/options.h"
#include "checker/cli/terminal.h"

namespace {

using interlock::cli::Options;

int Run(const Options& options) {
  using Command = int (*)(const Options&);
  static const std::map<std::string, Command> commands = {
      {"check", interlock::cli::RunCheck},     {"extract", interlock::cli::RunExtract},
      {"prove", interlock::cli::RunProve},     {"replay", interlock::cli::RunReplay},
      {"explore", interlock::cli::RunExplore}, {"conform", interlock::cli::RunConform},
      {"report", interlock::cli::RunReport},   {"explain", interlock::cli::RunExplain},
      {"doctor", interlock::cli::RunDoctor},   {"diff", interlock::cli::RunDiff},
      {"mutants", interlock::cli::RunMutants},
  };
  int code = commands.at(options.command)(options);
  if (interlock::cli::OutputFailed()) {
    code = interlock::cli::PrintError(interlock::MakeError("standard output could not be written",
                                                           "", interlock::ErrorKind::kIo));
  }
  if (int signal_number = interlock::cli::PendingSignal(); signal_number != 0) {
    code = 128 + signal_number;
  }
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  // A closed pipe and a file that may not grow are errors of a write, with a message and exit
  // code 2.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  interlock::cli::Parsed parsed = interlock::cli::ParseOptions(argc, argv);
  if (!parsed.run) {
    std::fputs(parsed.text.c_str(), parsed.exit_code == 0 ? stdout : stderr);
    return parsed.exit_code;
  }
  interlock::cli::CatchInterrupts();
  try {
    return Run(parsed.options);
  } catch (const std::exception& exception) {
    // Nothing is known about what was done: never an answer, always an error.
    std::fprintf(stderr, "interlock: internal error: %s\n", exception.what());
    return 2;
  }
}
