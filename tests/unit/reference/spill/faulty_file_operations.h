// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// FaultyFileOperations: passes file operations on and makes one of them, or all from one on, fail.
//
// Thread safety: thread-safe, except SetFault, which no operation may overlap.
//
// Invariants
//   1. Only operations that the kind of fault can hit are counted for it, so a sweep over
//      0, 1, 2, ... hits each of them once and ends when struck_count() stays 0.

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "annotations/mutex.h"
#include "reference/spill/file_operations.h"

namespace interlock::reference {

enum class FaultKind : std::uint8_t {
  kNone,              // hits nothing
  kNoSpace,           // open, write: ENOSPC
  kInputOutputError,  // open, write, read: EIO
  kNoDescriptor,      // open: EMFILE
  kShortCount,        // write, read: half of the bytes, at least one
  kInterrupted,       // write, read: EINTR
  kNothingDone,       // write, read: 0 bytes and no error
  kBitFlip,           // read: one bit is not as it was
  kCall,              // open, write, read: calls Fault::call, then goes on
};

struct Fault {
  FaultKind kind = FaultKind::kNone;
  std::int64_t first = 0;   // index of the operation among those the kind can hit
  bool is_lasting = false;  // the later ones as well
  std::function<void()> call = nullptr;
};

/// File operations with one fault. Thread-safe but for SetFault.
class FaultyFileOperations : public FileOperations {
 public:
  explicit FaultyFileOperations(FileOperations& system) : system_(system) {}

  /// Sets the fault and the counters that belong to it back to 0.
  void SetFault(Fault fault) {
    MutexLock lock(mutex_);
    fault_ = std::move(fault);
    hittable_count_ = 0;
    struck_count_ = 0;
  }

  StatusOr<int> OpenAnonymous(const std::string& folder) override {
    switch (Strike(Operation::kOpen)) {
      case FaultKind::kNoSpace:
        return Refused(ENOSPC, folder);
      case FaultKind::kInputOutputError:
        return Refused(EIO, folder);
      case FaultKind::kNoDescriptor:
        return Refused(EMFILE, folder);
      default:
        break;
    }
    StatusOr<int> fd = system_.OpenAnonymous(folder);
    MutexLock lock(mutex_);
    if (fd.ok()) open_.insert(fd.value());
    return fd;
  }

  IoResult Write(int fd, const std::uint8_t* data, std::int64_t size,
                 std::int64_t offset) override {
    const FaultKind kind = Strike(Operation::kWrite);
    if (IsRefusal(kind)) return RefusalOf(kind);
    if (kind == FaultKind::kShortCount) size = HalfOf(size);
    return system_.Write(fd, data, size, offset);
  }

  IoResult Read(int fd, std::uint8_t* data, std::int64_t size, std::int64_t offset) override {
    const FaultKind kind = Strike(Operation::kRead);
    if (IsRefusal(kind)) return RefusalOf(kind);
    if (kind == FaultKind::kShortCount) size = HalfOf(size);
    const IoResult result = system_.Read(fd, data, size, offset);
    if (kind == FaultKind::kBitFlip && result.byte_count > 0) {
      // Which bit depends on the place, so that a sweep over a file meets many.
      const std::uint64_t bit = static_cast<std::uint64_t>(offset) * 2654435761u %
                                (8 * static_cast<std::uint64_t>(result.byte_count));
      data[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    }
    return result;
  }

  void Close(int fd) override {
    {
      MutexLock lock(mutex_);
      if (open_.erase(fd) == 0) ++wrong_close_count_;
    }
    system_.Close(fd);
  }

  /// Returns how often the fault struck since SetFault.
  std::int64_t struck_count() {
    MutexLock lock(mutex_);
    return struck_count_;
  }
  /// Returns how many files are open now.
  std::int64_t open_count() {
    MutexLock lock(mutex_);
    return static_cast<std::int64_t>(open_.size());
  }
  /// Returns how many descriptors were closed that were not open.
  std::int64_t wrong_close_count() {
    MutexLock lock(mutex_);
    return wrong_close_count_;
  }
  /// Returns how many opens, writes and reads were asked for since construction.
  std::int64_t operation_count() {
    MutexLock lock(mutex_);
    return operation_count_;
  }

 private:
  enum class Operation : std::uint8_t { kOpen, kWrite, kRead };

  static bool CanHit(FaultKind kind, Operation operation) {
    switch (kind) {
      case FaultKind::kNone:
        return false;
      case FaultKind::kNoSpace:
        return operation != Operation::kRead;
      case FaultKind::kInputOutputError:
      case FaultKind::kCall:
        return true;
      case FaultKind::kNoDescriptor:
        return operation == Operation::kOpen;
      case FaultKind::kShortCount:
      case FaultKind::kInterrupted:
      case FaultKind::kNothingDone:
        return operation != Operation::kOpen;
      case FaultKind::kBitFlip:
        return operation == Operation::kRead;
    }
    return false;
  }

  // Counts an operation and returns the fault that hits it.
  FaultKind Strike(Operation operation) {
    std::function<void()> call;
    FaultKind kind = FaultKind::kNone;
    {
      MutexLock lock(mutex_);
      ++operation_count_;
      if (!CanHit(fault_.kind, operation)) return FaultKind::kNone;
      const std::int64_t index = hittable_count_;
      ++hittable_count_;
      if (index < fault_.first || (index > fault_.first && !fault_.is_lasting)) {
        return FaultKind::kNone;
      }
      ++struck_count_;
      kind = fault_.kind;
      call = fault_.call;
    }
    if (kind == FaultKind::kCall && call) call();
    return kind;
  }

  static Status Refused(int error_number, const std::string& folder) {
    return IoError("spill file cannot be opened: error=" + DescribeError(error_number) +
                   " folder=" + folder);
  }
  static bool IsRefusal(FaultKind kind) {
    return kind == FaultKind::kNoSpace || kind == FaultKind::kInputOutputError ||
           kind == FaultKind::kInterrupted || kind == FaultKind::kNothingDone;
  }
  static IoResult RefusalOf(FaultKind kind) {
    IoResult result;
    if (kind == FaultKind::kNoSpace) result.error_number = ENOSPC;
    if (kind == FaultKind::kInputOutputError) result.error_number = EIO;
    if (kind == FaultKind::kInterrupted) result.error_number = EINTR;
    return result;
  }
  static std::int64_t HalfOf(std::int64_t size) { return std::max<std::int64_t>(1, size / 2); }

  FileOperations& system_;
  Mutex mutex_;
  Fault fault_ IL_GUARDED_BY(mutex_);
  std::int64_t operation_count_ IL_GUARDED_BY(mutex_) = 0;
  std::int64_t hittable_count_ IL_GUARDED_BY(mutex_) = 0;
  std::int64_t struck_count_ IL_GUARDED_BY(mutex_) = 0;
  std::int64_t wrong_close_count_ IL_GUARDED_BY(mutex_) = 0;
  std::set<int> open_ IL_GUARDED_BY(mutex_);
};

}  // namespace interlock::reference
