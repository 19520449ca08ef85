// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// IdAllocator: hands out the ids of one auto-increment column.
//
// Thread safety: thread-safe.
//
// Invariants
//   1. Next() returns each id at most once, in increasing order.

#include <cstdint>

#include "annotations/mutex.h"

namespace interlock::reference {

/// The id counter of one table. Thread-safe.
class IdAllocator {
 public:
  explicit IdAllocator(std::int64_t first_id);
  IdAllocator(const IdAllocator&) = delete;
  IdAllocator& operator=(const IdAllocator&) = delete;

  /// Takes the next id.
  std::int64_t Next();
  /// Returns the id that Next() would take now.
  std::int64_t PeekNext();

 private:
  Mutex mutex_;
  std::int64_t next_id_ IL_GUARDED_BY(mutex_);
};

}  // namespace interlock::reference
