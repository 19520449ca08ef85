// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/source_list.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "checker/cli/files.h"

namespace interlock::cli {
namespace {

namespace fs = std::filesystem;

/// What a second compilation of a source would have to change to give other code.
std::vector<std::string> Macros(const std::vector<std::string>& flags) {
  std::vector<std::string> macros;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    const bool has_word = flags[i] == "-D" || flags[i] == "-U" || flags[i] == "-include";
    if (has_word && i + 1 < flags.size()) {
      macros.push_back(flags[i] + flags[i + 1]);
    } else if (flags[i].starts_with("-D") || flags[i].starts_with("-U")) {
      macros.push_back(flags[i]);
    }
  }
  std::sort(macros.begin(), macros.end());
  return macros;
}

SourceJob MakeJob(lower::CompileCommand command, const std::string& root) {
  SourceJob job;
  command.file = Canonical(command.file);
  job.source = RelativeTo(command.file, root);
  job.command = std::move(command);
  return job;
}

void SortUnique(std::vector<std::string>* texts) {
  std::sort(texts->begin(), texts->end());
  texts->erase(std::unique(texts->begin(), texts->end()), texts->end());
}

Result<std::string> FindDatabase(const std::string& build_folder) {
  std::vector<std::string> folders = {build_folder};
  if (build_folder.empty()) folders = {"build", "."};
  std::error_code ignored;
  for (const std::string& folder : folders) {
    if (fs::exists(folder + "/compile_commands.json", ignored)) return folder;
  }
  return MakeError("no compile database: there is no compile_commands.json in " +
                       (build_folder.empty() ? "build or ." : build_folder) +
                       "; configure with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, name its folder with "
                       "-p, or give flags after --",
                   folders.front() + "/compile_commands.json", ErrorKind::kNotFound);
}

/// Sources below `folder` that are not in `known`.
void ListOutside(const std::string& folder, const std::set<std::string>& known,
                 const std::string& root, std::vector<std::string>* outside) {
  std::error_code code;
  for (fs::recursive_directory_iterator it(folder, code), end; !code && it != end;
       it.increment(code)) {
    const std::string path = it->path().string();
    std::error_code ignored;
    if (it->is_regular_file(ignored) && IsSourceName(path) && known.count(path) == 0) {
      outside->push_back(RelativeTo(path, root));
    }
  }
}

}  // namespace

bool IsSourceName(const std::string& path) {
  const std::string suffix = fs::path(path).extension().string();
  static const std::set<std::string> suffixes = {".c", ".cc", ".cpp", ".cxx", ".C", ".c++"};
  return suffixes.count(suffix) > 0;
}

std::string ProjectRoot(const std::string& path) {
  std::error_code ignored;
  fs::path folder(path);
  if (!fs::is_directory(folder, ignored)) folder = folder.parent_path();
  for (fs::path at = folder; at.has_relative_path(); at = at.parent_path()) {
    if (fs::exists(at / "interlock.toml", ignored) || fs::exists(at / ".git", ignored)) {
      return at.string();
    }
  }
  const std::string here = Canonical(".");
  return IsBelow(path, here) ? here : folder.string();
}

Result<SourceList> SourcesWithFlags(const std::vector<std::string>& targets,
                                    const std::vector<std::string>& flags) {
  if (targets.empty()) return MakeError("flags after -- want at least one source file");
  SourceList list;
  list.root = ProjectRoot(Canonical(targets.front()));
  for (const std::string& target : targets) {
    std::error_code ignored;
    if (!fs::exists(target, ignored)) {
      return MakeError("no such file", target, ErrorKind::kNotFound);
    }
    if (fs::is_directory(target, ignored)) {
      return MakeError("is a folder; flags after -- want source files", target);
    }
    lower::CompileCommand command;
    command.file = Canonical(target);
    command.directory = Canonical(".");
    command.arguments = {command.file.ends_with(".c") ? "clang" : "clang++"};
    command.arguments.insert(command.arguments.end(), flags.begin(), flags.end());
    command.arguments.push_back(command.file);
    list.jobs.push_back(MakeJob(std::move(command), list.root));
  }
  return list;
}

Result<SourceList> SourcesFromDatabase(const std::string& build_folder,
                                       const std::vector<std::string>& targets) {
  std::vector<std::string> paths;
  for (const std::string& target : targets) {
    std::error_code ignored;
    if (!fs::exists(target, ignored)) {
      return MakeError("no such file or folder", target, ErrorKind::kNotFound);
    }
    paths.push_back(Canonical(target));
  }
  Result<std::string> folder = FindDatabase(build_folder);
  if (!folder.ok()) return folder.error();
  const std::string path = *folder + "/compile_commands.json";
  Result<std::string> text = ReadFile(path);  // for the system's own words if it is unreadable
  if (!text.ok()) return text.error();
  Result<std::vector<lower::CompileCommand>> commands = lower::ReadCompileDatabase(path);
  if (!commands.ok()) return commands.error();

  SourceList list;
  list.root = ProjectRoot(paths.empty() ? Canonical(*folder) : paths.front());
  std::map<std::string, SourceJob> jobs;
  std::set<std::string> known;
  for (const lower::CompileCommand& command : *commands) {
    const std::string file = Canonical(command.file);
    known.insert(file);
    const bool wanted =
        paths.empty() || std::any_of(paths.begin(), paths.end(), [&](const std::string& target) {
          return IsBelow(file, target);
        });
    if (!wanted || !IsSourceName(file)) continue;
    SourceJob job = MakeJob(command, list.root);
    auto [it, added] = jobs.emplace(job.source, job);
    if (!added && Macros(it->second.command.arguments) != Macros(job.command.arguments))
      list.repeated.push_back(job.source);
  }
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const bool found = std::any_of(jobs.begin(), jobs.end(), [&](const auto& entry) {
      return IsBelow(entry.second.command.file, paths[i]);
    });
    if (!found) {
      return MakeError("the compile database " + path + " has no source " +
                           (fs::is_directory(paths[i]) ? "below this folder" : "of this name"),
                       targets[i]);
    }
    if (fs::is_directory(paths[i])) ListOutside(paths[i], known, list.root, &list.outside);
  }
  for (auto& [source, job] : jobs) list.jobs.push_back(std::move(job));
  if (list.jobs.empty()) return MakeError("compile database names no C or C++ source", path);
  SortUnique(&list.outside);
  SortUnique(&list.repeated);
  return list;
}

}  // namespace interlock::cli
