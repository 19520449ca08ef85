// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// `interlock mutants`: applies each mutant to a copy of the project, checks the copy, and compares.

#include <algorithm>
#include <filesystem>
#include <limits>

#include "checker/cli/child_process.h"
#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/interrupt.h"
#include "checker/cli/mutant_corpus.h"
#include "checker/cli/mutant_matrix.h"
#include "checker/cli/patched_tree.h"
#include "checker/cli/pipeline.h"
#include "checker/cli/terminal.h"
#include "checker/report/result_json.h"

namespace interlock::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kSecondsPerMutant = 3600;
constexpr int kPrepared = 0;  // exit status of a worker that wrote what it found out
constexpr int kFailed = 1;    // its standard error says why

/// Runs the selected mutants, several at a time. A worker takes every n-th of them and keeps one
/// tree, so that sources that no patch touches are read once for all of its mutants.
class MutantRun {
 public:
  MutantRun(const Options& options, SourceList sources, std::vector<Mutant> mutants)
      : options_(options), sources_(std::move(sources)) {
    for (Mutant& mutant : mutants) {
      MutantRow row;
      row.mutant = std::move(mutant);
      if (row.mutant.has_proof) {
        asked_.push_back(rows_.size());
      } else {
        row.state = MutantRow::State::kNotAsked;
      }
      rows_.push_back(std::move(row));
    }
  }

  std::vector<MutantRow> Run() {
    const std::size_t workers =
        std::min(asked_.size(), static_cast<std::size_t>(std::max(1, options_.jobs)));
    for (const std::size_t index : asked_) {
      std::error_code ignored;
      fs::remove_all(FolderOf(rows_[index].mutant), ignored);
    }
    ProgressLine line(options_, "mutants");
    line.Show(0, workers);
    PoolLimits limits;
    limits.jobs = static_cast<int>(std::max<std::size_t>(1, workers));
    // Each extraction has a limit of its own; a replayed program maps a large heap.
    limits.memory_bytes = std::numeric_limits<std::uint64_t>::max();
    limits.seconds = kSecondsPerMutant * static_cast<double>(asked_.size());
    std::size_t done = 0;
    RunForked(
        workers, limits, [&](std::size_t worker) { return Work(worker, workers); },
        [&](std::size_t worker, const ChildEnd& end) {
          Collect(worker, workers, end);
          line.Show(++done, workers);
        });
    return std::move(rows_);
  }

 private:
  std::string FolderOf(const Mutant& mutant) const {
    return options_.out + "/mutants/" + FileName(mutant.name);
  }

  /// In a process of its own: all mutants of one worker, one after the other.
  int Work(std::size_t worker, std::size_t workers) {
    for (std::size_t i = worker; i < asked_.size(); i += workers) {
      const Mutant& mutant = rows_[asked_[i]].mutant;
      Status status = Check(mutant, worker, workers);
      if (status.ok()) continue;
      Status written = MakeFolder(FolderOf(mutant));
      if (written.ok()) {
        written = WriteFile(FolderOf(mutant) + "/error.txt", status.error().ToText() + "\n");
      }
      if (!written.ok()) {
        PrintError(written.error());
        return kFailed;
      }
    }
    return kPrepared;
  }

  Status Check(const Mutant& mutant, std::size_t worker, std::size_t workers) const {
    const std::string tree = options_.out + "/mutants/tree-" + std::to_string(worker);
    Status copied = CopyProject(sources_.root, {Canonical(options_.out)}, tree);
    if (!copied.ok()) return copied;
    Status applied = ApplyPatch(mutant.patch, tree);
    if (!applied.ok()) return applied;
    Options options = options_;
    options.out = FolderOf(mutant);
    options.proofs = mutant.protocol;
    options.jobs = std::max(1, options_.jobs / static_cast<int>(workers));
    options.progress = Progress::kNone;
    options.cache = options_.out + "/mutants/cache-" + std::to_string(worker);
    options.json_file.clear();
    const RunFolder folder(options.out);
    Status prepared = folder.Prepare();
    if (!prepared.ok()) return prepared;
    const SourceList list = MoveSources(sources_, tree);
    Pipeline pipeline(options, options.out, "mutants " + mutant.name);
    if (pipeline.Extract(list) && pipeline.Link()) pipeline.Prove();
    if (!options_.programs.empty() && !mutant.harmless) {
      pipeline.Replay(ProgramOf(mutant), {}, list.root);
    }
    pipeline.Finish();
    return Status::Ok();
  }

  std::string ProgramOf(const Mutant& mutant) const {
    return options_.programs + "/" + mutant.name;
  }

  void Collect(std::size_t worker, std::size_t workers, const ChildEnd& end) {
    const bool ended = end.kind == ChildEnd::Kind::kExited && end.code == kPrepared;
    for (std::size_t i = worker; i < asked_.size(); i += workers) {
      MutantRow& row = rows_[asked_[i]];
      const std::string folder = FolderOf(row.mutant);
      Result<std::string> error = ReadFile(folder + "/error.txt");
      if (error.ok()) {
        row.state = MutantRow::State::kError;
        row.reason = error->substr(0, error->find('\n'));
        continue;
      }
      Result<std::string> text = ReadFile(folder + "/result.json");
      if (text.ok()) {
        Result<report::RunResult> result = report::ResultFromJson(*text);
        if (result.ok()) {
          Judge(*result, !options_.programs.empty(), &row);
          continue;
        }
        text = result.error();
      }
      // After an interrupt there is nothing wrong with it: it was not its turn yet.
      if (PendingSignal() != 0) continue;
      row.state = MutantRow::State::kError;
      row.reason = ended ? text.error().ToText() : "the check ended early: " + end.diagnostics;
    }
  }

  const Options& options_;
  SourceList sources_;
  std::vector<MutantRow> rows_;
  std::vector<std::size_t> asked_;  // indices of the rows that a proof decides
};

std::string CommandText(const Options& options) {
  std::string text = "interlock mutants";
  for (const std::string& word : options.positional) text += " " + word;
  if (!options.build_folder.empty()) text += " -p " + options.build_folder;
  if (!options.programs.empty()) text += " --programs " + options.programs;
  for (const std::string& name : options.only) text += " --only " + name;
  return text + " --markdown " + options.markdown_file;
}

Status CheckPrograms(const std::vector<Mutant>& mutants, const Options& options) {
  if (options.programs.empty()) return Status::Ok();
  for (const Mutant& mutant : mutants) {
    const std::string program = options.programs + "/" + mutant.name;
    std::error_code ignored;
    if (mutant.harmless || !mutant.has_proof || fs::exists(program, ignored)) continue;
    return MakeError("no program of mutant " + mutant.name, program, ErrorKind::kNotFound);
  }
  return Status::Ok();
}

}  // namespace

int RunMutants(const Options& options) {
  Result<std::vector<Mutant>> corpus = ReadCorpus(options.positional[0]);
  if (!corpus.ok()) return PrintError(corpus.error());
  Result<std::vector<Mutant>> mutants = SelectMutants(*corpus, options.only);
  if (!mutants.ok()) return PrintError(mutants.error());
  Status programs = CheckPrograms(*mutants, options);
  if (!programs.ok()) return PrintError(programs.error());
  const std::vector<std::string> targets(options.positional.begin() + 1, options.positional.end());
  Result<SourceList> sources = SourcesFromDatabase(options.build_folder, targets);
  if (!sources.ok()) return PrintError(sources.error());
  const RunFolder folder(options.out);
  Status prepared = folder.Prepare();
  if (!prepared.ok()) return PrintError(prepared.error());
  const std::vector<MutantRow> rows =
      MutantRun(options, std::move(sources).value(), std::move(mutants).value()).Run();
  Print(MatrixText(rows));
  const bool complete = PendingSignal() == 0;
  if (!complete) PrintError(MakeError("interrupted; what was not run is not decided"));
  if (!options.json_file.empty()) {
    Status written = WriteFile(options.json_file, MatrixJson(rows, complete));
    if (!written.ok()) return PrintError(written.error());
  }
  if (!options.markdown_file.empty() && complete) {
    Status written = WriteFile(options.markdown_file, MatrixMarkdown(rows, CommandText(options)));
    if (!written.ok()) return PrintError(written.error());
  }
  return ExitCodeOf(rows);
}

}  // namespace interlock::cli
