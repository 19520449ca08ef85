// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// RowSegment: one growable buffer of build rows. A row table of a worker and a partition is a list
// of segments, of which only the last one grows.
//
// Thread safety: thread-compatible. Until it is finalized it belongs to the worker that appends, or
// to a spill while no worker appends (JoinSpill). From then on its vectors do not change; of the
// bytes, the field `next` of a row changes in the build and the flag word in the probe.
//
// Invariants
//   1. Row i starts at row_starts_[i], a multiple of 8, and ends where row i + 1 starts, or the
//      buffer ends; rows are disjoint and inside the buffer.
//   2. hashes_.size() == row_starts_.size(); valid_positions_ ascends and names rows.
//   3. Finalized: the buffer does not move any more, so that rows have addresses.

#include <cstdint>
#include <memory>
#include <vector>

#include "reference/join/tagged_pointer.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// A buffer of rows. Thread-compatible.
class RowSegment {
 public:
  /// Makes room for the entries of `expected_row_count` rows.
  explicit RowSegment(std::int64_t expected_row_count);

  /// Appends a row of zeros and returns where its bytes are until the next append.
  ///
  /// Requires: not finalized; size_bytes is a positive multiple of 8.
  std::uint8_t* AppendRow(std::int64_t size_bytes, std::uint64_t hash, bool is_valid);

  /// Ends growing, gives spare entries back, and fixes the addresses. Requires: not finalized.
  void Finalize();
  /// Notes that finalizing was charged to a tracker.
  void SetCharged() { charged_bytes_ = capacity_bytes(); }

  bool is_finalized() const { return is_finalized_; }
  std::int64_t row_count() const { return static_cast<std::int64_t>(row_starts_.size()); }
  std::int64_t size_bytes() const { return static_cast<std::int64_t>(bytes_.size()); }
  /// Returns the bytes of the row buffer and of what lies beside each row, spare ones included.
  std::int64_t capacity_bytes() const;
  /// Returns what a tracker was charged for the segment.
  std::int64_t charged_bytes() const { return charged_bytes_; }
  /// Returns how many top bits the addresses of the rows leave free. Requires: finalized.
  int tag_bits() const { return tag_bits_; }

  std::uint64_t HashAt(std::int64_t row_index) const;
  std::int64_t RowSizeBytes(std::int64_t row_index) const;
  /// Returns the address of a row. Requires: finalized.
  std::uint8_t* RowAt(std::int64_t row_index);
  /// Rows with a valid key, ascending.
  const std::vector<std::int64_t>& valid_positions() const { return valid_positions_; }

 private:
  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::int64_t> row_starts_;
  std::vector<std::int64_t> valid_positions_;
  std::int64_t charged_bytes_ = 0;
  int tag_bits_ = 0;
  bool is_finalized_ = false;
};

/// The segments of one partition: of one worker, or of all after the merge.
using RowTable = std::vector<std::unique_ptr<RowSegment>>;

}  // namespace interlock::reference
