// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Facts of earlier runs, by content: an entry names every file that the front end read and its
// digest, and is used only if all of them are unchanged.
//
// Layout of an entry: a line "interlock-cache/1", one line "<digest> <path>" per file, an empty
// line, then the facts file as it is.
//
// Thread safety: entries are written whole; several processes may share a folder.

#include <map>
#include <string>
#include <vector>

#include "checker/lower/lower_source.h"

namespace interlock::cli {

class ExtractionCache {
 public:
  /// An empty folder name turns the cache off.
  ExtractionCache(std::string folder, const lower::LowerOptions& options);

  /// The facts of `command`; empty if there is no entry or a file has changed.
  std::string Find(const lower::CompileCommand& command);

  /// Stores `facts`; a failure to write costs only the entry.
  void Store(const lower::CompileCommand& command, const std::vector<std::string>& files_read,
             const std::string& facts) const;

 private:
  std::string EntryPath(const lower::CompileCommand& command) const;
  const std::string& FileDigest(const std::string& path);

  std::string folder_;
  std::string tool_;  // digest of this program and of the options that change facts
  std::map<std::string, std::string> digests_;  // of files seen in this run
};

}  // namespace interlock::cli
