// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Sets of locations as sorted vectors of location ids: most sets are tiny, and iteration in id
// order keeps the analysis deterministic.
//
// Thread safety: thread-compatible.
//
// Invariant: `items()` is sorted and has no duplicates.

#include <cstdint>
#include <vector>

namespace interlock::points_to {

/// Index into the table of interned locations, or a type tag (see memory.h).
using LocationId = std::uint32_t;

class LocationSet {
 public:
  /// Inserts `sorted` (sorted, no duplicates) and appends what was new to `added`, in order.
  /// Returns true if anything was new.
  bool Merge(const std::vector<LocationId>& sorted, std::vector<LocationId>* added);
  /// Inserts one id; true if it was new.
  bool Insert(LocationId id);
  bool Contains(LocationId id) const;

  const std::vector<LocationId>& items() const { return items_; }
  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }
  void clear() { std::vector<LocationId>().swap(items_); }
  friend bool operator==(const LocationSet&, const LocationSet&) = default;

 private:
  std::vector<LocationId> items_;
};

}  // namespace interlock::points_to
