// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/options.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <map>
#include <thread>

#include "checker/cli/version.h"

namespace interlock::cli {
namespace {

bool IsSet(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && value[0] != '\0';
}

/// Flag first, then NO_COLOR, then CLICOLOR_FORCE, then "is a terminal that is not dumb".
bool WantsColor(const std::string& flag) {
  if (flag == "always") return true;
  if (flag == "never" || IsSet("NO_COLOR")) return false;
  if (IsSet("CLICOLOR_FORCE")) return true;
  const char* term = std::getenv("TERM");
  return isatty(STDOUT_FILENO) != 0 && term != nullptr && std::string(term) != "dumb";
}

/// Texts that CLI11 parses and that become other types afterwards.
struct Raw {
  std::string color = "auto";
  std::string progress = "auto";
  std::string jobs = "0";
  std::string solver_timeout = "30s";
  std::string budget = "0s";
};

void AddCommon(CLI::App* command, Options* options, Raw* raw) {
  command->add_option("-o,--out", options->out, "Folder of results")->capture_default_str();
  command->add_option("--color", raw->color, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  command->add_flag("-q,--quiet", options->quiet, "Print findings and the result only");
  command->add_flag("-v,--verbose", options->verbose, "One line for every action, on stderr");
}

void AddSources(CLI::App* command, Options* options, Raw* raw) {
  command->add_option("-p,--build", options->build_folder,
                      "Folder with compile_commands.json (default: build, then .)");
  command->add_option("-j,--jobs", raw->jobs, "Local workers; 0: one for every CPU")
      ->envname("INTERLOCK_JOBS")
      ->capture_default_str();
  command->add_option("--progress", raw->progress, "auto, plain or none; on stderr")
      ->check(CLI::IsMember({"auto", "plain", "none"}))
      ->capture_default_str();
  command->add_option("--extra-arg", options->extra_args, "Passed to Clang after all others")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  command->add_option("--resource-dir", options->resource_dir, "Clang's resource folder");
  command->add_option("--entry", options->roots, "Function to use as root instead of IL_PROTOCOL")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  command->add_flag("--no-cache", options->no_cache, "Neither read nor write the cache");
  command->add_option("--cache", options->cache,
                      "Folder of the cache, which several runs may share (default: OUT/cache)");
}

void AddProver(CLI::App* command, Options* options, Raw* raw) {
  command->add_option("--proofs", options->proofs,
                      "Protocols to prove: globs with minus sign, '*,-spill*', or 'A*:-A.slow'");
  command->add_option("--solver-timeout", raw->solver_timeout, "Per query: 30s, 1ms, 2m")
      ->capture_default_str();
  command->add_option("--budget", raw->budget, "For the whole run; what is left becomes unknown")
      ->capture_default_str();
  command->add_option("--json", options->json_file, "Write result.json there, too");
  command->add_option("--sarif", options->sarif_file, "Write the findings there as SARIF 2.1.0");
}

void AddReplayWith(CLI::App* command, Options* options) {
  command->add_option("--replay-with", options->replay_with,
                      "Program, built for the explorer, that replays the witnesses");
}

void AddCase(CLI::App* command, Options* options) {
  auto* id = command->add_option("--case", options->case_id, "A shipped case, e.g. 33027");
  command
      ->add_option("--variant", options->variant,
                   "racy, fixed or fixed-wrong[:NAME] (without NAME every variant of that kind)")
      ->needs(id);
  AddReplayWith(command, options);
}

void AddBaseline(CLI::App* command, Options* options) {
  command->add_option("--baseline", options->baseline_file,
                      "What is known: shown and counted, but no reason to fail");
  command->add_option("--write-baseline", options->write_baseline_file,
                      "Write a baseline of this run there, and exit 0 if the run is complete");
  command
      ->add_option("--fail-on", options->fail_on,
                   "new: findings that the baseline does not list; unknown: undecided properties "
                   "that it does not list; any: all of both; never")
      ->check(CLI::IsMember({"new", "any", "unknown", "never"}))
      ->delimiter(',')
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false)
      ->capture_default_str();
}

void AddPinned(CLI::App* command, Options* options) {
  auto* folder = command->add_option(
      "--pinned", options->pinned_folder,
      "Folder of accepted protocols, FOLDER/<protocol>/protocol.json: a changed one is a finding");
  command
      ->add_flag("--write-pinned", options->write_pinned,
                 "Accept the protocols of this run, if it is complete")
      ->needs(folder);
}

void AddExplorer(CLI::App* command, Options* options) {
  command
      ->add_option("--mode", options->mode,
                   "random, pct, urw, pos, directed, sequential or choices")
      ->check(CLI::IsMember({"random", "pct", "urw", "pos", "directed", "sequential", "choices"}))
      ->capture_default_str();
  command->add_option("--schedules", options->schedules, "How many executions")
      ->capture_default_str();
  command->add_option("--first", options->first, "Index of the first execution")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Seed; seed and index fix a schedule")
      ->capture_default_str();
  command->add_option("--at", options->at, "directed: positions FILE:LINE[:COLUMN],...")
      ->delimiter(',');
  command->add_option("--choices", options->choices, "choices: file of an earlier run");
  command->add_flag("--plain", options->plain, "Switch threads at plain accesses, too");
  command->add_flag("--stop-at-first", options->stop_at_first, "End after the first failure");
  command->add_option("--trace", options->trace, "Write trace records to this file");
}

Parsed Fail(const std::string& text) {
  Parsed parsed;
  parsed.exit_code = 2;
  parsed.text = "interlock: error: " + text + "\n";
  return parsed;
}

Parsed Finish(Options options, const Raw& raw) {
  options.color = WantsColor(raw.color);
  options.progress = raw.progress == "none"    ? Progress::kNone
                     : raw.progress == "plain" ? Progress::kPlain
                                               : Progress::kAuto;
  char* end = nullptr;
  const long jobs = std::strtol(raw.jobs.c_str(), &end, 10);
  if (raw.jobs.empty() || *end != '\0' || jobs < 0 || jobs > 4096) {
    return Fail("--jobs wants a number from 0 to 4096: '" + raw.jobs + "'");
  }
  options.jobs = static_cast<int>(jobs);
  if (jobs == 0) options.jobs = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  options.solver_timeout_ms = ParseDuration(raw.solver_timeout);
  if (options.solver_timeout_ms <= 0) {
    return Fail("--solver-timeout wants a duration like 30s: '" + raw.solver_timeout + "'");
  }
  options.budget_ms = ParseDuration(raw.budget);
  if (options.budget_ms < 0) {
    return Fail("--budget wants a duration like 10m: '" + raw.budget + "'");
  }
  if (options.bench_json && (options.positional.size() != 1 || !options.case_id.empty())) {
    return Fail("--bench-json wants exactly one source file");
  }
  const bool has_baseline = !options.baseline_file.empty() || !options.write_baseline_file.empty();
  if (has_baseline && (options.bench_json || !options.case_id.empty())) {
    return Fail("--baseline and --write-baseline are not for --case or --bench-json");
  }
  if (options.command == "check" && !options.pinned_folder.empty() &&
      (options.bench_json || !options.case_id.empty())) {
    return Fail("--pinned is not for --case or --bench-json");
  }
  const auto& fail_on = options.fail_on;
  if (fail_on.size() > 1 && std::count(fail_on.begin(), fail_on.end(), "never") > 0) {
    return Fail("--fail-on never stands alone");
  }
  Parsed parsed;
  parsed.run = true;
  parsed.options = std::move(options);
  return parsed;
}

}  // namespace

std::int64_t ParseDuration(const std::string& text) {
  static const std::map<std::string, double> units = {
      {"us", 0.001}, {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}};
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end == text.c_str()) return -1;
  auto unit = units.find(end);
  if (unit == units.end() || !(number >= 0) || number > 1e9) return -1;
  if (number == 0) return 0;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(number * unit->second));
}

Parsed ParseOptions(int argc, char** argv) {
  Options options;
  Raw raw;
  CLI::App app{
      "Extracts the concurrency protocol of C++ code, proves it race-free or shows a race.",
      "interlock"};
  app.require_subcommand(1);
  app.set_version_flag("--version", VersionText());
  app.set_help_all_flag("--help-all", "Help of all commands");
  app.footer(
      "exit codes: 0 proved or in the baseline, 1 findings, 2 usage or incomplete, 3 unknown, "
      "128+n signal n");

  CLI::App* check = app.add_subcommand("check", "Extract, prove and report");
  check->add_option("TARGET", options.positional, "Folders or sources (default: every source)");
  AddCommon(check, &options, &raw);
  AddSources(check, &options, &raw);
  AddProver(check, &options, &raw);
  AddCase(check, &options);
  AddBaseline(check, &options);
  AddPinned(check, &options);
  check->add_flag("--bench-json", options.bench_json,
                  "Print one JSON object only; one source file, its flags after --");

  CLI::App* extract = app.add_subcommand("extract", "Facts of each source, then the protocols");
  extract->add_option(
      "SOURCE", options.positional,
      "Folders or sources (default: every source), or facts files (*.json) to link");
  AddCommon(extract, &options, &raw);
  AddSources(extract, &options, &raw);
  extract->add_option("--proofs", options.proofs, "Protocols to link; globs as for check");

  CLI::App* prove = app.add_subcommand("prove", "Prove the extracted protocols");
  prove->add_option("PROTOCOL", options.positional, "Protocol files (default: those in --out)");
  AddCommon(prove, &options, &raw);
  AddProver(prove, &options, &raw);
  AddReplayWith(prove, &options);
  prove->add_option("--progress", raw.progress, "auto, plain or none; on stderr")
      ->check(CLI::IsMember({"auto", "plain", "none"}));
  prove->add_flag("--verify", options.verify,
                  "Regenerate every certificate, compare, and have cvc5 prove it again");

  CLI::App* replay = app.add_subcommand("replay", "Follow a witness in the real program");
  replay->add_option("WITNESS", options.positional,
                     "Files, or ids of witnesses in --out (default: all of them)");
  AddCommon(replay, &options, &raw);
  AddCase(replay, &options);
  replay->add_option("--trace", options.trace, "Write trace records to this file");

  CLI::App* explore = app.add_subcommand("explore", "Run a program under many schedules");
  AddCommon(explore, &options, &raw);
  AddExplorer(explore, &options);

  CLI::App* conform = app.add_subcommand("conform", "Is every traced event in the protocol?");
  conform->add_option("TRACE", options.positional, "Trace files")->required();
  conform->add_option("--program", options.program, "Program that wrote the traces")->required();
  conform->add_option("--proofs", options.proofs, "Protocol to hold the traces against");
  AddCommon(conform, &options, &raw);

  CLI::App* diff = app.add_subcommand("diff", "What changed between two protocols, in words");
  diff->add_option("PROTOCOL", options.positional, "Two protocol files, whole or pinned: OLD NEW");
  diff->add_option("--pinned", options.pinned_folder,
                   "Compare the pinned protocols of this folder with those in --out");
  diff->add_option("--json", options.json_file, "Write the changes there, too");
  AddCommon(diff, &options, &raw);

  CLI::App* mutants =
      app.add_subcommand("mutants", "Check a copy of the project for each seeded bug");
  mutants
      ->add_option("FOLDER", options.positional,
                   "Folder of mutants, then targets as for check (default: every source)")
      ->required();
  mutants->add_option("--only", options.only, "Ids or names of mutants")
      ->delimiter(',')
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  mutants->add_option("--programs", options.programs,
                      "Folder with a program of each mutant, built for the explorer, that replays "
                      "its witnesses");
  mutants->add_option("--baseline", options.baseline_file,
                      "Protocols that it lists as unknown are linked and proved within its budget");
  mutants->add_option("--solver-timeout", raw.solver_timeout, "Per query: 30s, 1ms, 2m")
      ->capture_default_str();
  mutants->add_option("--json", options.json_file, "Write the matrix there, too");
  mutants->add_option("--markdown", options.markdown_file, "Write a page with the matrix there");
  AddCommon(mutants, &options, &raw);
  AddSources(mutants, &options, &raw);

  CLI::App* report = app.add_subcommand("report", "Show the result of the last run again");
  report->add_flag("--all-pairs", options.all_pairs, "With the table of all pairs");
  AddCommon(report, &options, &raw);

  CLI::App* explain = app.add_subcommand("explain", "What a rule means and how to mend the code");
  explain->add_option("RULE", options.positional, "Id, e.g. IL001 (default: list all)");

  CLI::App* doctor = app.add_subcommand("doctor", "Is this machine and project ready?");
  doctor->add_option("TARGET", options.positional, "Folders or sources that will be checked");
  AddCommon(doctor, &options, &raw);
  AddSources(doctor, &options, &raw);

  // What follows "--" belongs to Clang or to the program and is never looked at here.
  std::vector<std::string> words;
  int index = 1;
  for (; index < argc && std::string(argv[index]) != "--"; ++index) words.push_back(argv[index]);
  if (index < argc) {
    options.has_trailing = true;
    for (++index; index < argc; ++index) options.trailing.push_back(argv[index]);
  }
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    // CLI11 asks for help and version by exception, too; those have exit code 0.
    std::ostringstream out, err;
    const int code = app.exit(error, out, err);
    Parsed parsed;
    parsed.exit_code = code == 0 ? 0 : 2;
    parsed.text = code == 0 ? out.str() : "interlock: error: " + err.str();
    return parsed;
  }
  options.command = app.get_subcommands().front()->get_name();
  const bool takes_trailing = options.command == "check" || options.command == "extract" ||
                              options.command == "replay" || options.command == "explore";
  if (options.has_trailing && !takes_trailing) {
    return Fail("'" + options.command + "' takes no arguments after --");
  }
  return Finish(std::move(options), raw);
}

}  // namespace interlock::cli
