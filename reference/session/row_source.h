// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// RowSource: where a join reads one of its children from.
//
// Thread safety: thread-compatible. One thread at a time calls Next of one source, but two sources
// of one statement run at the same time and share the session.
//
// Invariants
//   1. After a chunk without rows every further chunk is empty.
//   2. column_types() never changes.

#include <cstdint>
#include <vector>

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

  /// Returns the types of the columns of every chunk.
  virtual const std::vector<DataType>& column_types() const = 0;
  std::int64_t column_count() const { return static_cast<std::int64_t>(column_types().size()); }
  /// Fills `chunk` with the next rows; leaves it empty at the end.
  virtual Status Next(SessionVars& session, Chunk& chunk) = 0;
  /// Gives back what the source holds. Next is not called any more. Calling it again changes
  /// nothing.
  virtual void Close() {}
};

}  // namespace interlock::reference
