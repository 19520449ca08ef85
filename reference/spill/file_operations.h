// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// FileOperations: the four things a spill file asks of the system. Everything above them, the loops
// over short counts included, is the engine's; everything below is not.
//
// Thread safety: thread-safe; a descriptor belongs to one thread at a time.
//
// Invariants
//   1. An anonymous file has no name in any folder: it is gone when its descriptor is, whatever
//      ended the process.

#include <cstdint>
#include <string>

#include "reference/status/status.h"

namespace interlock::reference {

/// What one call transferred. Thread-compatible.
struct IoResult {
  std::int64_t byte_count = 0;  // may be less than asked for; 0 with an error
  int error_number = 0;         // an errno value, 0 if none
};

/// Returns name and text of an errno value: ENOSPC (No space left on device).
std::string DescribeError(int error_number);

/// Files without names. Thread-safe.
class FileOperations {
 public:
  FileOperations() = default;
  FileOperations(const FileOperations&) = delete;
  FileOperations& operator=(const FileOperations&) = delete;
  virtual ~FileOperations() = default;

  /// Opens a new, empty, anonymous file in the file system of `folder`, for reading and writing,
  /// accessible to this user only, closed in programs that this process starts.
  ///
  /// Errors:  kUnavailable, with the folder and the system's reason.
  virtual StatusOr<int> OpenAnonymous(const std::string& folder) = 0;

  /// Transfers up to `size` bytes at `offset`, once: short counts and EINTR are the caller's.
  ///
  /// Requires: `fd` comes from OpenAnonymous and is open; `data` has `size` bytes; no negative
  ///           numbers.
  /// Errors:   in the result. Read at the end of the file: 0 bytes, no error.
  virtual IoResult Write(int fd, const std::uint8_t* data, std::int64_t size,
                         std::int64_t offset) = 0;
  virtual IoResult Read(int fd, std::uint8_t* data, std::int64_t size, std::int64_t offset) = 0;

  /// Closes the file and with it gives its space back. Requires: `fd` is open; it is not used
  /// again.
  virtual void Close(int fd) = 0;
};

}  // namespace interlock::reference
