// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// TemporaryFolder: a folder that a test looks into before and after, and the number of descriptors.
//
// Thread safety: thread-compatible.

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "reference/status/check.h"

namespace interlock::reference {

/// A new folder that ends with this object. Thread-compatible.
class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_((std::filesystem::temp_directory_path() / "interlock-test-XXXXXX").string()) {
    IL_CHECK(mkdtemp(path_.data()) != nullptr);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }

  /// Returns the names of everything inside.
  std::set<std::string> List() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }

 private:
  std::string path_;
};

/// Returns the number of open descriptors of this process.
inline std::int64_t CountDescriptors() {
  std::int64_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    count += entry.path().empty() ? 0 : 1;
  }
  return count;
}

}  // namespace interlock::reference
