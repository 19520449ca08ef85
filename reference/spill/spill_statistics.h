// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// SpillStatistics: what all spill files of one storage did so far.
//
// Thread safety: thread-safe. Each counter is exact for itself; two of them read one after the
// other need not belong to one moment.
//
// Invariants
//   1. files_open is the number of open descriptors.
//   2. The byte counters include block headers and count only what succeeded.

#include <cstdint>

#include "annotations/atomic.h"

namespace interlock::reference {

/// Counters of one spill storage. Thread-safe.
struct SpillStatistics {
  Atomic<std::int64_t> files_open;
  Atomic<std::int64_t> files_opened;
  Atomic<std::int64_t> blocks_written;
  Atomic<std::int64_t> bytes_written;
  Atomic<std::int64_t> blocks_read;
  Atomic<std::int64_t> bytes_read;
};

}  // namespace interlock::reference
