// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include <sys/auxv.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "checker/cli/child_process.h"
#include "checker/cli/commands.h"
#include "checker/cli/files.h"
#include "checker/cli/source_list.h"
#include "checker/cli/terminal.h"
#include "checker/cli/version.h"
#include "checker/lower/lower_source.h"

namespace interlock::cli {
namespace {

constexpr double kProgramSeconds = 20;
constexpr unsigned long kFsgsbaseBit = 2;  // HWCAP2_FSGSBASE in <asm/hwcap2.h>

enum class State { kOk, kMissing, kNote };

class Examination {
 public:
  void Add(State state, const std::string& what, const std::string& found,
           const std::string& remedy) {
    static const char* const kWords[] = {"ok", "missing", "note"};
    std::string head = kWords[static_cast<int>(state)];
    head.resize(9, ' ');
    std::string name = what;
    name.resize(std::max<std::size_t>(name.size(), 26), ' ');
    Print(head + name + found + "\n");
    if (state != State::kOk && !remedy.empty()) Print("         -> " + remedy + "\n");
    failed_ |= state == State::kMissing;
  }

  bool failed() const { return failed_; }

 private:
  bool failed_ = false;
};

/// The first line that a program prints, or the reason why there is none.
Result<std::string> FirstLine(const std::vector<std::string>& words) {
  Result<ProgramResult> run = RunProgram(words, kProgramSeconds);
  if (!run.ok()) return run.error();
  if (run->end.kind != ChildEnd::Kind::kExited || run->end.code != 0) {
    return MakeError("does not run", words[0], ErrorKind::kIo);
  }
  return run->output.substr(0, run->output.find('\n'));
}

void ExamineProgram(const std::vector<std::string>& words, const std::string& remedy,
                    Examination* examination) {
  Result<std::string> line = FirstLine(words);
  examination->Add(line.ok() ? State::kOk : State::kMissing, words[0],
                   line.ok() ? *line : line.error().message, remedy);
}

void ExamineResourceFolder(const Options& options, Examination* examination) {
  const std::string folder =
      options.resource_dir.empty() ? DefaultResourceDir() : options.resource_dir;
  std::error_code ignored;
  const bool headers = std::filesystem::exists(folder + "/include/stddef.h", ignored);
  const std::string expected = std::filesystem::path(DefaultResourceDir()).filename().string();
  const std::string actual = std::filesystem::path(folder).filename().string();
  examination->Add(headers ? State::kOk : State::kMissing, "Clang's own headers",
                   folder + (headers ? "" : " has no include/stddef.h"),
                   "install libclang-common-19-dev, or name the folder with --resource-dir");
  if (headers && actual != expected) {
    examination->Add(State::kMissing, "version of Clang's headers",
                     actual + ", this program is linked with Clang " + expected,
                     "name the folder of the same version with --resource-dir");
  }
}

void ExamineFlags(const SourceList& list, const Options& options, Examination* examination) {
  lower::LowerOptions lower_options;
  lower_options.project_root = list.root;
  lower_options.resource_dir = options.resource_dir;
  std::set<std::string> dropped;
  for (const SourceJob& job : list.jobs) {
    const std::vector<std::string> kept = lower::AdjustArguments(job.command, lower_options);
    const std::set<std::string> kept_words(kept.begin(), kept.end());
    for (std::size_t i = 1; i < job.command.arguments.size(); ++i) {
      const std::string& word = job.command.arguments[i];
      const bool is_output = word.starts_with("-o") || word.starts_with("-c") ||
                             word.starts_with("-M") || word.starts_with("-Werror");
      const bool is_flag =
          word.starts_with("-f") || word.starts_with("-m") || word.starts_with("--param");
      if (is_flag && !is_output && kept_words.count(word) == 0) dropped.insert(word);
    }
  }
  if (dropped.empty()) return;
  std::string text;
  for (const std::string& word : dropped) text += (text.empty() ? "" : " ") + word;
  examination->Add(State::kNote, "flags that Clang lacks", text,
                   "they are left out; nothing to do unless they change what the code means");
}

void ExamineSources(const Options& options, Examination* examination) {
  Result<SourceList> list = SourcesFromDatabase(options.build_folder, options.positional);
  if (!list.ok()) {
    examination->Add(State::kMissing, "compile database", list.error().ToText(), "");
    return;
  }
  examination->Add(
      State::kOk, "compile database",
      std::to_string(list->jobs.size()) + " sources, positions relative to " + list->root, "");
  for (const SourceJob& job : list->jobs) {
    Result<std::string> text = ReadFile(job.command.file);
    if (!text.ok()) {
      examination->Add(State::kMissing, "source", text.error().ToText(),
                       "configure and build again");
    }
  }
  for (const std::string& source : list->outside) {
    examination->Add(State::kNote, "source outside", source + " is not in the compile database",
                     "it is not checked; add it to a target of the build");
  }
  for (const std::string& source : list->repeated) {
    examination->Add(State::kNote, "source compiled twice", source + " with other macros",
                     "only its first compilation is checked");
  }
  ExamineFlags(*list, options, examination);
}

}  // namespace

int RunDoctor(const Options& options) {
  Examination examination;
  Print(VersionText() + "\n\n");
  ExamineSources(options, &examination);
  ExamineResourceFolder(options, &examination);
  ExamineProgram({"cvc5", "--version"},
                 "install cvc5; without it certificates are written and not checked again",
                 &examination);
  ExamineProgram({"clang++-19", "--version"},
                 "install clang-19; programs for replay and explore are built with it",
                 &examination);
  const bool fsgsbase = (getauxval(AT_HWCAP2) & kFsgsbaseBit) != 0;
  examination.Add(fsgsbase ? State::kOk : State::kMissing, "FSGSBASE",
                  fsgsbase ? "the processor and the kernel allow it"
                           : "the processor or the kernel does not allow wrfsbase",
                  "replay, explore and conform need x86-64 with FSGSBASE (Linux 5.9); check and "
                  "prove do not");
  Status writable = MakeWritableFolder(options.out);
  examination.Add(writable.ok() ? State::kOk : State::kMissing, "output folder",
                  writable.ok() ? options.out : writable.error().ToText(),
                  "choose another folder with --out");
  return examination.failed() ? 2 : 0;
}

}  // namespace interlock::cli
