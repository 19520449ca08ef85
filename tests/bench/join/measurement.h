// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Measurement: what one run of one engine cost, and what it returned.
//
// Thread safety: plain data. ProcessClock reads counters of the whole process: while it runs, no
// thread of anything else should.

#include <cstdint>
#include <string>

#include "reference/join/hash_join_options.h"

namespace interlock::bench {

/// Cost and result of a run. Thread-compatible.
struct Measurement {
  double cpu_seconds = 0;  // user and system time of the process
  double wall_seconds = 0;
  std::string result;           // count and sums, separated by commas; NULL where SQL says NULL
  std::int64_t peak_bytes = 0;  // charged to the tracker at most
  std::int64_t spill_bytes_written = 0;  // with block headers
  reference::HashJoinStatistics statistics;
};

/// Takes the time from its construction. Thread-compatible.
class ProcessClock {
 public:
  ProcessClock();
  /// Writes the seconds since the construction.
  void Stop(Measurement& measurement) const;

 private:
  double cpu_start_;
  double wall_start_;
};

}  // namespace interlock::bench
