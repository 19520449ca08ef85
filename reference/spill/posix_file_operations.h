// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// PosixFileOperations: the file operations of Linux.
//
// Thread safety: thread-safe; it has no state.
//
// Invariants
//   1. A file has mode 0600, whatever the umask, and no name.
//   2. With O_TMPFILE it never has one, and cannot be given one (O_EXCL). Where the file system has
//      no O_TMPFILE, it stands in a new folder of mode 0700 for the time of four system calls; a
//      process killed in just these leaves the folder with an empty file.

#include <cstdint>
#include <string>

#include "reference/spill/file_operations.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Linux's files. Thread-safe.
class PosixFileOperations : public FileOperations {
 public:
  StatusOr<int> OpenAnonymous(const std::string& folder) override;
  IoResult Write(int fd, const std::uint8_t* data, std::int64_t size, std::int64_t offset) override;
  IoResult Read(int fd, std::uint8_t* data, std::int64_t size, std::int64_t offset) override;
  void Close(int fd) override;

  /// Opens an anonymous file by creating it and removing its name: what OpenAnonymous does where
  /// the file system has no O_TMPFILE. Errors: as OpenAnonymous.
  StatusOr<int> OpenUnlinked(const std::string& folder);
};

}  // namespace interlock::reference
