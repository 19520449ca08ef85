// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/case_variant.h"

#include <algorithm>
#include <filesystem>

#include "checker/cli/files.h"
#include "checker/cli/patched_tree.h"

namespace interlock::cli {
namespace {

namespace fs = std::filesystem;

std::string ToolFolder() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path().string();
}

/// Folders that may hold cases: of the build tree that this program lies in, of an installation,
/// of the source tree that it was built from.
std::vector<std::string> CaseFolders() {
  const std::string tool = ToolFolder();
  return {tool + "/../../examples/cases", tool + "/../share/interlock/examples/cases",
          std::string(INTERLOCK_SOURCE_DIR) + "/examples/cases"};
}

std::string JoinNames(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

std::string ListCases(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
    std::error_code ignored;
    if (fs::exists(it->path() / "manifest.json", ignored)) {
      names.push_back(it->path().filename().string());
    }
  }
  return JoinNames(std::move(names));
}

Status CopyTrees(const Case& chosen, const std::string& tree) {
  std::error_code code;
  fs::remove_all(tree, code);
  Status made = MakeFolder(tree);
  if (!made.ok()) return made;
  for (const std::string& name : chosen.manifest.trees) {
    fs::copy(chosen.project + "/" + name, tree + "/" + name, fs::copy_options::recursive, code);
    if (code) {
      return MakeError("cannot copy: " + code.message(), chosen.project + "/" + name,
                       ErrorKind::kIo);
    }
  }
  return Status::Ok();
}

void AddSource(const std::string& file, const facts::CaseManifest& manifest, SourceList* list) {
  SourceJob job;
  job.source = RelativeTo(file, list->root);
  job.command.file = file;
  job.command.directory = list->root;
  job.command.arguments = {"clang++"};
  for (std::string flag : manifest.flags) {
    if (std::size_t at = flag.find("{tree}"); at != std::string::npos) {
      flag.replace(at, 6, list->root);
    }
    job.command.arguments.push_back(flag);
  }
  job.command.arguments.push_back(file);
  list->jobs.push_back(std::move(job));
}

}  // namespace

Result<Case> FindCase(const std::string& id) {
  std::error_code ignored;
  for (const std::string& folder : CaseFolders()) {
    if (!fs::is_directory(folder, ignored)) continue;
    Case found;
    found.folder = Canonical(folder + "/" + id);
    found.project = Canonical(folder + "/../..");
    const std::string path = found.folder + "/manifest.json";
    if (id.empty() || id.find('/') != std::string::npos || !fs::exists(path, ignored)) {
      return MakeError("no such case; there are: " + ListCases(folder), id, ErrorKind::kNotFound);
    }
    Result<std::string> text = ReadFile(path);
    if (!text.ok()) return text.error();
    Result<facts::CaseManifest> manifest = facts::ReadCaseManifest(*text, path);
    if (!manifest.ok()) return manifest.error();
    found.manifest = std::move(manifest).value();
    return found;
  }
  return MakeError("the folder examples/cases was not found beside this program", id,
                   ErrorKind::kNotFound);
}

Result<std::vector<facts::CaseVariant>> SelectVariants(const facts::CaseManifest& manifest,
                                                       const std::string& wanted) {
  std::vector<facts::CaseVariant> selected;
  std::vector<std::string> names;
  for (const facts::CaseVariant& variant : manifest.variants) {
    names.push_back(variant.name);
    if (variant.name == wanted || variant.name.starts_with(wanted + ":")) {
      selected.push_back(variant);
    }
  }
  if (selected.empty()) {
    return MakeError(
        "case " + manifest.id + " has no such variant; there are: " + JoinNames(std::move(names)),
        wanted, ErrorKind::kNotFound);
  }
  return selected;
}

Result<SourceList> PrepareVariant(const Case& chosen, const facts::CaseVariant& variant,
                                  const std::string& tree) {
  Status copied = CopyTrees(chosen, tree);
  if (!copied.ok()) return copied.error();
  for (const std::string& patch : variant.patches) {
    Status applied = ApplyPatch(chosen.folder + "/" + patch, tree);
    if (!applied.ok()) return applied.error();
  }
  SourceList list;
  list.root = Canonical(tree);
  for (const std::string& name : chosen.manifest.sources) {
    const std::string path = list.root + "/" + name;
    std::error_code code;
    if (fs::is_regular_file(path, code)) {
      AddSource(path, chosen.manifest, &list);
      continue;
    }
    const std::size_t before = list.jobs.size();
    for (fs::recursive_directory_iterator it(path, code), end; !code && it != end;
         it.increment(code)) {
      if (IsSourceName(it->path().string())) AddSource(it->path().string(), chosen.manifest, &list);
    }
    if (list.jobs.size() == before) {
      return MakeError("case manifest: no source there", name, ErrorKind::kNotFound);
    }
  }
  std::sort(list.jobs.begin(), list.jobs.end(),
            [](const SourceJob& a, const SourceJob& b) { return a.source < b.source; });
  return list;
}

std::string ProgramOf(const facts::CaseVariant& variant) {
  return variant.program.empty() ? "" : ToolFolder() + "/" + variant.program;
}

int CombineExitCodes(const std::string& wanted, const std::vector<int>& codes) {
  auto all = [&](int code) {
    return std::all_of(codes.begin(), codes.end(), [&](int c) { return c == code; });
  };
  auto any = [&](int code) { return std::count(codes.begin(), codes.end(), code) > 0; };
  for (int code : codes) {
    if (code > 128) return code;
  }
  if (codes.empty() || any(2)) return 2;
  // A wrong repair is expected to be refuted: 1 says that every one was.
  if (wanted.starts_with("fixed-wrong")) return all(1) ? 1 : 3;
  if (any(1)) return 1;
  return all(0) ? 0 : 3;
}

}  // namespace interlock::cli
