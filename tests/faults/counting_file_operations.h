// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// CountingFileOperations: passes file operations on and counts them.
//
// Thread safety: thread-safe.

#include <atomic>
#include <cstdint>
#include <string>

#include "reference/spill/file_operations.h"
#include "tests/faults/strike_point.h"

namespace interlock::reference {

/// Numbers of operations. Thread-compatible.
struct FileOperationCounts {
  std::int64_t opens = 0;
  std::int64_t writes = 0;
  std::int64_t reads = 0;
  std::int64_t all() const { return opens + writes + reads; }
};

/// File operations that are counted, together at a strike point, and each for itself. Thread-safe.
class CountingFileOperations final : public FileOperations {
 public:
  /// Counts all operations at `point`, writes at `write_point` as well. Requires: all outlive this.
  CountingFileOperations(FileOperations& system, StrikePoint& point, StrikePoint& write_point)
      : system_(system), point_(point), write_point_(write_point) {}

  StatusOr<int> OpenAnonymous(const std::string& folder) override {
    point_.Count();
    opens_.fetch_add(1, std::memory_order_relaxed);
    return system_.OpenAnonymous(folder);
  }
  IoResult Write(int fd, const std::uint8_t* data, std::int64_t size,
                 std::int64_t offset) override {
    point_.Count();
    write_point_.Count();
    writes_.fetch_add(1, std::memory_order_relaxed);
    return system_.Write(fd, data, size, offset);
  }
  IoResult Read(int fd, std::uint8_t* data, std::int64_t size, std::int64_t offset) override {
    point_.Count();
    reads_.fetch_add(1, std::memory_order_relaxed);
    return system_.Read(fd, data, size, offset);
  }
  void Close(int fd) override { system_.Close(fd); }

  FileOperationCounts counts() const {
    return FileOperationCounts{opens_.load(std::memory_order_relaxed),
                               writes_.load(std::memory_order_relaxed),
                               reads_.load(std::memory_order_relaxed)};
  }

 private:
  FileOperations& system_;
  StrikePoint& point_;
  StrikePoint& write_point_;
  // Relaxed throughout: they must not order the threads that count.
  std::atomic<std::int64_t> opens_{0};
  std::atomic<std::int64_t> writes_{0};
  std::atomic<std::int64_t> reads_{0};
};

}  // namespace interlock::reference
