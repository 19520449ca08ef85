// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// `interlock mutants`: applies each mutant to a copy of the project, checks the copy, and compares.

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <thread>

#include "checker/cli/baseline_file.h"
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
constexpr int kChecked = 0;     // exit status of a process that wrote a result
constexpr int kNotChecked = 1;  // its standard error says why

/// Runs the selected mutants, several at a time, each in a process of its own. A process takes a
/// free slot with a tree and a cache, so that sources that no patch touches are read once a slot.
class MutantRun {
 public:
  MutantRun(const Options& options, BaselineFile baseline, SourceList sources,
            std::vector<Mutant> mutants)
      : options_(options), baseline_(std::move(baseline)), sources_(std::move(sources)) {
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
    slots_ = std::max(1, std::min(options_.jobs, static_cast<int>(asked_.size())));
  }

  Result<std::vector<MutantRow>> Run() {
    Status made = MakeFolder(options_.out + "/mutants");
    if (!made.ok()) return made.error();
    for (const std::size_t index : asked_) {
      // What an earlier run found out is not what this one does.
      std::error_code code;
      fs::remove_all(FolderOf(rows_[index].mutant), code);
      if (code) {
        return MakeError("cannot remove: " + code.message(), FolderOf(rows_[index].mutant),
                         ErrorKind::kIo);
      }
    }
    ProgressLine line(options_, "mutants");
    line.Show(0, asked_.size());
    PoolLimits limits;
    limits.jobs = slots_;
    // Each extraction has a limit of its own; a replayed program maps a large heap.
    limits.memory_bytes = std::numeric_limits<std::uint64_t>::max();
    limits.seconds = kSecondsPerMutant;
    std::size_t done = 0;
    RunForked(
        asked_.size(), limits, [&](std::size_t i) { return Work(rows_[asked_[i]].mutant); },
        [&](std::size_t i, const ChildEnd& end) {
          Collect(end, &rows_[asked_[i]]);
          line.Show(++done, asked_.size());
        });
    return std::move(rows_);
  }

 private:
  std::string FolderOf(const Mutant& mutant) const {
    return options_.out + "/mutants/" + FileName(mutant.name);
  }

  /// A slot that no other process has. It is given back when this process ends.
  int TakeSlot() const {
    for (int slot = 0;; slot = (slot + 1) % slots_) {
      const std::string name = options_.out + "/mutants/slot-" + std::to_string(slot) + ".lock";
      const int file = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
      if (file < 0) return -1;
      if (flock(file, LOCK_EX | LOCK_NB) == 0) return slot;
      close(file);
      // One process each: a slot is about to be free when all are taken.
      if (slot + 1 == slots_) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  /// In a process of its own. Returns its exit status.
  int Work(const Mutant& mutant) const {
    const Status status = Check(mutant);
    if (status.ok()) return kChecked;
    std::fprintf(stderr, "%s", status.error().ToText().c_str());
    return kNotChecked;
  }

  Status Check(const Mutant& mutant) const {
    const int slot = TakeSlot();
    if (slot < 0) return MakeError("no slot to work in", options_.out, ErrorKind::kIo);
    const std::string place = options_.out + "/mutants/slot-" + std::to_string(slot);
    const std::string tree = place + "/tree";
    Status copied = CopyProject(sources_.root, {Canonical(options_.out)}, tree);
    if (!copied.ok()) return copied;
    Status applied = ApplyPatch(mutant.patch, tree);
    if (!applied.ok()) return applied;
    Options options = options_;
    options.out = FolderOf(mutant);
    options.proofs = mutant.protocol;
    options.jobs = std::max(1, options_.jobs / slots_);
    options.progress = Progress::kNone;
    options.cache = place + "/cache";
    options.json_file.clear();
    const RunFolder folder(options.out);
    Status prepared = folder.Prepare();
    if (!prepared.ok()) return prepared;
    const SourceList list = MoveSources(sources_, tree);
    Pipeline pipeline(options, options.out, "mutants " + mutant.name);
    if (!options_.baseline_file.empty()) pipeline.UseBaseline(&baseline_);
    // A layout is refuted for all schemas and by a model; a program would have one schema.
    const bool is_read = pipeline.Extract(list);
    const bool is_layout = is_read && DecidesLayout(mutant, &pipeline);
    if (is_read && !is_layout && pipeline.Link()) pipeline.Prove();
    if (!options_.programs.empty() && !mutant.harmless && !is_layout) {
      pipeline.Replay(ProgramOf(mutant), mutant.arguments, list.root);
    }
    pipeline.Finish();
    return Status::Ok();
  }

  /// Whether what is asked is a property of layouts: they need no linked protocol, which may take
  /// long. The pipeline has its answer then.
  static bool DecidesLayout(const Mutant& mutant, Pipeline* pipeline) {
    if (!mutant.has_proof || mutant.proof.property == report::kRaceFreedom) return false;
    pipeline->ProveLayouts();
    const std::vector<report::ProofRow>& proofs = pipeline->result().proofs;
    return std::any_of(proofs.begin(), proofs.end(), [&](const report::ProofRow& row) {
      return row.protocol == mutant.protocol && row.property == mutant.proof.property;
    });
  }

  std::string ProgramOf(const Mutant& mutant) const {
    return options_.programs + "/" + mutant.name;
  }

  void Collect(const ChildEnd& end, MutantRow* row) const {
    // After an interrupt there is nothing wrong with a mutant: it was not its turn yet.
    if (PendingSignal() != 0 && end.kind != ChildEnd::Kind::kExited) return;
    row->state = MutantRow::State::kError;
    if (end.kind != ChildEnd::Kind::kExited || end.code != kChecked) {
      row->reason = end.diagnostics;
      if (end.kind == ChildEnd::Kind::kTimedOut) row->reason = "the check took too long";
      if (row->reason.empty()) row->reason = "the check ended early";
      return;
    }
    Result<std::string> text = ReadFile(FolderOf(row->mutant) + "/result.json");
    if (!text.ok()) {
      row->reason = text.error().ToText();
      return;
    }
    Result<report::RunResult> result = report::ResultFromJson(*text);
    if (!result.ok()) {
      row->reason = result.error().ToText();
      return;
    }
    Judge(*result, !options_.programs.empty(), row);
  }

  const Options& options_;
  BaselineFile baseline_;
  SourceList sources_;
  std::vector<MutantRow> rows_;
  std::vector<std::size_t> asked_;  // indices of the rows that a proof decides
  int slots_ = 1;                   // processes at a time
};

/// Of a baseline what is known unknown: a mutant may lose a proof, and no finding of it is known.
Result<BaselineFile> ReadKnownUnknown(const std::string& file) {
  Result<BaselineFile> baseline = ReadBaselineFile(file);
  if (!baseline.ok()) return baseline;
  report::Baseline known;
  for (report::KnownProof& entry : baseline->baseline.proofs) {
    if (entry.verdict == report::Verdict::kUnknown) known.proofs.push_back(std::move(entry));
  }
  baseline->baseline = std::move(known);
  return baseline;
}

std::string CommandText(const Options& options) {
  std::string text = "interlock mutants";
  for (const std::string& word : options.positional) text += " " + word;
  if (!options.build_folder.empty()) text += " -p " + options.build_folder;
  if (!options.baseline_file.empty()) text += " --baseline " + options.baseline_file;
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
  Result<BaselineFile> baseline = ReadKnownUnknown(options.baseline_file);
  if (!baseline.ok()) return PrintError(baseline.error());
  const std::vector<std::string> targets(options.positional.begin() + 1, options.positional.end());
  Result<SourceList> sources = SourcesFromDatabase(options.build_folder, targets);
  if (!sources.ok()) return PrintError(sources.error());
  const RunFolder folder(options.out);
  Status prepared = folder.Prepare();
  if (!prepared.ok()) return PrintError(prepared.error());
  const Result<std::vector<MutantRow>> run =
      MutantRun(options, std::move(baseline).value(), std::move(sources).value(),
                std::move(mutants).value())
          .Run();
  if (!run.ok()) return PrintError(run.error());
  const std::vector<MutantRow>& rows = *run;
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
