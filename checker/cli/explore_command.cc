// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <set>

#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/replay_text.h"
#include "checker/cli/run_folder.h"
#include "checker/cli/terminal.h"
#include "checker/explorer/conform.h"
#include "checker/explorer/explore.h"

namespace interlock::cli {
namespace {

/// Calls that a trace must show so that `conform` can place its events in the protocols of --out.
/// Without protocols there is nothing to conform to, and the trace shows no calls.
Result<std::vector<std::string>> WatchedCalls(const Options& options) {
  const RunFolder folder(options.out);
  if (ListFiles(folder.path() + "/protocol", ".json").empty()) return std::vector<std::string>();
  Result<std::vector<protocol::Protocol>> protocols = folder.ReadProtocols({});
  if (!protocols.ok()) return protocols.error();
  std::set<std::string> positions;
  for (const protocol::Protocol& protocol : *protocols) {
    for (std::string& position : explore::WatchPositions(protocol)) {
      positions.insert(std::move(position));
    }
  }
  return std::vector<std::string>(positions.begin(), positions.end());
}

}  // namespace

int RunExplore(const Options& options) {
  if (options.trailing.empty()) {
    return PrintError(MakeError("explore wants a program after --"));
  }
  explore::ExploreOptions explore_options;
  if (!explore::ModeFromName(options.mode, &explore_options.mode)) {
    return PrintError(MakeError("no such mode", options.mode));
  }
  explore_options.schedules = options.schedules;
  explore_options.first = options.first;
  explore_options.seed = options.seed;
  explore_options.at = options.at;
  explore_options.plain = options.plain;
  explore_options.stop_at_first = options.stop_at_first;
  explore_options.choices = options.choices;
  explore_options.trace = options.trace;
  explore_options.work_directory = options.out + "/explore";
  explore_options.show_output = !options.quiet;
  if (explore_options.mode == explore::Mode::kDirected && options.at.empty()) {
    return PrintError(MakeError("--mode directed wants --at FILE:LINE,..."));
  }
  if (explore_options.mode == explore::Mode::kChoices && options.choices.empty()) {
    return PrintError(MakeError("--mode choices wants --choices FILE"));
  }
  if (!options.trace.empty()) {
    Result<std::vector<std::string>> watch = WatchedCalls(options);
    if (!watch.ok()) return PrintError(watch.error());
    explore_options.watch = std::move(watch).value();
  }
  Status made = MakeWritableFolder(explore_options.work_directory);
  if (!made.ok()) return PrintError(made.error());
  const std::vector<std::string> arguments(options.trailing.begin() + 1, options.trailing.end());
  Result<explore::ExploreOutcome> outcome =
      explore::RunExplore(options.trailing.front(), arguments, explore_options);
  if (!outcome.ok()) return PrintError(outcome.error());
  Print(ExploreText(*outcome, explore_options));
  return ExploreExitCode(*outcome);
}

}  // namespace interlock::cli
