// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/patched_tree.h"

#include <algorithm>
#include <filesystem>

#include "checker/cli/child_process.h"
#include "checker/cli/files.h"

namespace interlock::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kPatchSeconds = 60;

/// Copies what is directly in `from` and, folder by folder, what is below.
Status CopyFolder(const fs::path& from, const fs::path& to,
                  const std::vector<std::string>& left_out) {
  std::error_code code;
  fs::create_directories(to, code);
  for (fs::directory_iterator it(from, code), end; !code && it != end; it.increment(code)) {
    const fs::path& path = it->path();
    const std::string name = path.filename().string();
    std::error_code ignored;
    if (name.starts_with('.')) continue;
    if (std::count(left_out.begin(), left_out.end(), path.string()) > 0) continue;
    if (fs::is_directory(path, ignored)) {
      if (fs::exists(path / "CMakeCache.txt", ignored)) continue;
      Status copied = CopyFolder(path, to / name, left_out);
      if (!copied.ok()) return copied;
    } else if (fs::is_regular_file(path, ignored)) {
      fs::copy_file(path, to / name, code);
      if (code) break;
    }
  }
  if (!code) return Status::Ok();
  return MakeError("cannot copy: " + code.message(), from.string(), ErrorKind::kIo);
}

/// `text` with `from` replaced by `to` wherever the path that begins there exists afterwards.
std::string MovePaths(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) return text;
  const std::string rest = text.substr(at + from.size());
  if (!rest.empty() && rest[0] != '/') return text;
  std::error_code ignored;
  return fs::exists(to + rest, ignored) ? text.substr(0, at) + to + rest : text;
}

}  // namespace

Status ApplyPatch(const std::string& patch, const std::string& tree) {
  Result<ProgramResult> run = RunProgram({"patch", "--batch", "--fuzz=0", "--no-backup-if-mismatch",
                                          "-p1", "-d", tree, "-i", Canonical(patch)},
                                         kPatchSeconds);
  if (!run.ok()) return run.error();
  if (run->end.kind == ChildEnd::Kind::kExited && run->end.code == 0) return Status::Ok();
  std::string words = run->output;
  while (!words.empty() && words.back() == '\n') words.pop_back();
  std::replace(words.begin(), words.end(), '\n', ' ');
  return MakeError("patch does not apply: " + words, patch);
}

Status CopyProject(const std::string& root, const std::vector<std::string>& left_out,
                   const std::string& tree) {
  std::error_code code;
  fs::remove_all(tree, code);
  if (code) return MakeError("cannot remove: " + code.message(), tree, ErrorKind::kIo);
  Status made = MakeFolder(tree);
  if (!made.ok()) return made;
  std::vector<std::string> all = left_out;
  all.push_back(Canonical(tree));
  Status copied = CopyFolder(root, tree, all);
  if (!copied.ok()) return copied;
  // The mark of a project: its positions are relative to it, wherever it lies.
  const std::string mark = tree + "/interlock.toml";
  return fs::exists(mark, code) ? Status::Ok() : WriteFile(mark, "");
}

SourceList MoveSources(const SourceList& list, const std::string& tree) {
  SourceList moved = list;
  moved.root = Canonical(tree);
  for (SourceJob& job : moved.jobs) {
    job.command.file = MovePaths(job.command.file, list.root, moved.root);
    job.command.directory = MovePaths(job.command.directory, list.root, moved.root);
    for (std::string& argument : job.command.arguments) {
      argument = MovePaths(argument, list.root, moved.root);
    }
  }
  return moved;
}

}  // namespace interlock::cli
