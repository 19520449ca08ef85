// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// SpillStorage: where operators get their spill files from: one folder, one way to reach it, one
// set of counters.
//
// Thread safety: thread-safe. The files it makes are thread-compatible, and it outlives them.
//
// Invariants
//   1. The folder was a directory when the storage was opened.

#include <memory>
#include <string>
#include <vector>

#include "reference/rows/data_type.h"
#include "reference/spill/file_operations.h"
#include "reference/spill/spill_file.h"
#include "reference/spill/spill_statistics.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// Maker of spill files in one folder. Thread-safe.
class SpillStorage {
 public:
  /// Returns $TMPDIR, or /tmp if it is not set or empty.
  ///
  /// Threads: none may change the environment meanwhile.
  static std::string DefaultFolder();

  /// Opens a storage in `folder`.
  ///
  /// Requires: `operations` outlives the storage.
  /// Errors:   kInvalidArgument, with the folder and the system's reason, if it is not a directory.
  static StatusOr<std::unique_ptr<SpillStorage>> Open(const std::string& folder,
                                                      FileOperations& operations);

  /// Use Open, which checks the folder.
  SpillStorage(const std::string& folder, FileOperations& operations);
  SpillStorage(const SpillStorage&) = delete;
  SpillStorage& operator=(const SpillStorage&) = delete;

  /// Makes an empty file for chunks of `types`. Touches no disk. Threads: any number at once.
  std::unique_ptr<SpillFile> CreateFile(const std::vector<DataType>& types);

  const std::string& folder() const { return folder_; }
  const SpillStatistics& statistics() const { return statistics_; }

 private:
  const std::string folder_;
  FileOperations& operations_;
  SpillStatistics statistics_;
};

}  // namespace interlock::reference
