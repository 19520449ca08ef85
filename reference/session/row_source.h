// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// RowSource: where a join reads one of its children from.
//
// Thread safety: thread-compatible. One thread at a time calls Next of one source, but two sources
// of one statement run at the same time and share the session.
//
// Invariants
//   1. After a chunk without rows every further chunk is empty.

#include <cstdint>

#include "reference/rows/chunk.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// A producer of chunks. Thread-compatible.
class RowSource {
 public:
  RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;
  virtual ~RowSource() = default;

  /// Returns the width of every chunk.
  virtual std::int64_t column_count() const = 0;
  /// Fills `chunk` with the next rows; leaves it empty at the end.
  virtual Status Next(SessionVars& session, Chunk& chunk) = 0;
};

}  // namespace interlock::reference
