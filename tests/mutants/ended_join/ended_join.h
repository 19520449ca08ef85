// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// EndedJoin: a tiny inner join by hash join v2 that may end before its end: a child fails, a charge
// throws, main closes it. Its rows are compared with the join by definition, its error with the one
// that was made, and after Close nothing of it may run.
//
// Tables: a key, the row's number, a text of --payload bytes. The right child builds.
//
// Thread safety: thread-compatible; Run() may be called again and again.

#include <cstdint>
#include <string>
#include <vector>

#include "reference/rows/chunk.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// What goes wrong.
enum class JoinFault : std::uint8_t {
  kNone,
  kBuildError,    // Next of the build child returns an error
  kProbeError,    // Next of the probe child returns an error
  kChargeThrows,  // charging memory throws std::bad_alloc in the thread that charges
};

/// One join and how it has to end.
class EndedJoin {
 public:
  /// Takes pairs of words:
  ///   --workers N   --partitions P   --left ROWS   --right ROWS   --keys COUNT   --chunk ROWS
  ///   --payload BYTES   --limit BYTES (0: none)   --temp-dir FOLDER
  ///   --fault none|build-error|probe-error|charge-throws   --at OPERATION (the first is 1)
  ///   --probe-charges BYTES   each call of the probe child charges them and gives them back
  ///   --take CHUNKS   closes the join after so many result chunks; -1: reads all
  ///   --below-power BYTES   lets the next block of the heap begin so many bytes below an address
  ///                         that is a power of two: the heap of the explorer has one
  ///
  /// Errors: kInvalidArgument, with the word.
  static StatusOr<EndedJoin> Parse(const std::vector<std::string>& words);

  /// Joins once.
  ///
  /// Errors: kInternal for wrong rows, a lost or another error, a child that is used after Close;
  ///         kInvalidArgument if the fault is never met.
  Status Run() const;

 private:
  EndedJoin() = default;

  Status SetOption(const std::string& name, const std::string& value);
  Row MakeRow(std::int64_t number) const;
  std::vector<std::string> JoinByDefinition() const;
  Status CheckEnd(const Status& status, bool is_closed_early,
                  const std::vector<std::string>& rows) const;

  JoinFault fault_ = JoinFault::kNone;
  std::string folder_;
  std::int64_t worker_count_ = 2;
  std::int64_t partition_count_ = 2;
  std::int64_t left_row_count_ = 6;
  std::int64_t right_row_count_ = 6;
  std::int64_t key_count_ = 3;
  std::int64_t chunk_row_max_ = 1;
  std::int64_t payload_bytes_ = 8;
  std::int64_t limit_bytes_ = 0;
  std::int64_t fault_operation_ = 1;
  std::int64_t taken_chunk_count_ = -1;
  std::int64_t probe_charge_bytes_ = 0;
  std::int64_t bytes_below_power_ = 0;
};

}  // namespace interlock::reference
