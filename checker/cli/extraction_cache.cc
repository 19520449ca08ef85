// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/extraction_cache.h"

#include <algorithm>
#include <sstream>

#include "checker/cli/files.h"
#include "models/protocol/digest.h"

namespace interlock::cli {
namespace {

constexpr const char* kHead = "interlock-cache/1\n";

}  // namespace

ExtractionCache::ExtractionCache(std::string folder, const lower::LowerOptions& options)
    : folder_(std::move(folder)) {
  if (folder_.empty()) return;
  Result<std::string> program = ReadFile("/proc/self/exe");
  if (!program.ok() || !MakeFolder(folder_).ok()) {
    folder_.clear();
    return;
  }
  std::string text = protocol::Digest(*program) + "\n" + options.project_root + "\n" +
                     options.resource_dir + "\n" + (options.thread_safety ? "1" : "0");
  for (const std::string& argument : options.extra_args) text += "\n" + argument;
  tool_ = protocol::Digest(text);
}

std::string ExtractionCache::EntryPath(const lower::CompileCommand& command) const {
  std::string text = tool_ + "\n" + command.file + "\n" + command.directory;
  for (const std::string& argument : command.arguments) text += "\n" + argument;
  return folder_ + "/" + protocol::Digest(text) + ".facts";
}

const std::string& ExtractionCache::FileDigest(const std::string& path) {
  auto [it, added] = digests_.emplace(path, "");
  if (added) {
    Result<std::string> text = ReadFile(path);
    it->second = text.ok() ? protocol::Digest(*text) : "unreadable";
  }
  return it->second;
}

std::string ExtractionCache::Find(const lower::CompileCommand& command) {
  if (folder_.empty()) return "";
  Result<std::string> entry = ReadFile(EntryPath(command));
  if (!entry.ok() || !entry->starts_with(kHead)) return "";
  std::size_t at = std::string(kHead).size();
  std::size_t files = 0;
  for (;; ++files) {
    const std::size_t end = entry->find('\n', at);
    if (end == std::string::npos) return "";
    if (end == at) break;
    const std::string line = entry->substr(at, end - at);
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) return "";
    if (FileDigest(line.substr(space + 1)) != line.substr(0, space)) return "";
    at = end + 1;
  }
  return files == 0 ? "" : entry->substr(at + 1);
}

void ExtractionCache::Store(const lower::CompileCommand& command,
                            const std::vector<std::string>& files_read,
                            const std::string& facts) const {
  if (folder_.empty() || files_read.empty()) return;
  std::ostringstream text;
  text << kHead;
  for (const std::string& path : files_read) {
    Result<std::string> content = ReadFile(path);
    if (!content.ok() || path.find('\n') != std::string::npos) return;
    text << protocol::Digest(*content) << " " << path << "\n";
  }
  text << "\n" << facts;
  (void)WriteFile(EntryPath(command), text.str()).ok();
}

}  // namespace interlock::cli
