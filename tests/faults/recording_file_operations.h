// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// RecordingFileOperations: passes file operations on and keeps what was written, per file.
//
// Thread safety: thread-safe; files() once nobody writes any more.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "reference/spill/file_operations.h"

namespace interlock::reference {

/// File operations that are remembered. Thread-safe.
class RecordingFileOperations final : public FileOperations {
 public:
  /// Requires: `system` outlives this.
  explicit RecordingFileOperations(FileOperations& system) : system_(system) {}

  StatusOr<int> OpenAnonymous(const std::string& folder) override {
    StatusOr<int> fd = system_.OpenAnonymous(folder);
    if (!fd.ok()) return fd;
    const std::lock_guard<std::mutex> lock(mutex_);
    open_[fd.value()] = files_.size();
    files_.emplace_back();
    return fd;
  }
  IoResult Write(int fd, const std::uint8_t* data, std::int64_t size,
                 std::int64_t offset) override {
    const IoResult result = system_.Write(fd, data, size, offset);
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<std::uint8_t>& file = files_[open_.at(fd)];
    const std::size_t end = static_cast<std::size_t>(offset + result.byte_count);
    if (file.size() < end) file.resize(end);
    std::copy(data, data + result.byte_count, file.begin() + offset);
    return result;
  }
  IoResult Read(int fd, std::uint8_t* data, std::int64_t size, std::int64_t offset) override {
    return system_.Read(fd, data, size, offset);
  }
  void Close(int fd) override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      open_.erase(fd);
    }
    system_.Close(fd);
  }

  /// Returns the bytes of every file there ever was.
  const std::vector<std::vector<std::uint8_t>>& files() const { return files_; }

 private:
  FileOperations& system_;
  std::mutex mutex_;
  std::map<int, std::size_t> open_;  // descriptor to place in files_
  std::vector<std::vector<std::uint8_t>> files_;
};

}  // namespace interlock::reference
