// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The bytes of abstract objects: which node holds what is stored at an offset.
//
// A region is the memory of one object, or the buffer of one copy instruction. It has three planes
// that do not mix: stored pointers, storage pointers of containers, type tags. Each plane has cells
// (written at an offset with a width) and views (read at an offset with a width); an edge leads
// from each cell to each view that may share a byte with it, whichever came first.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. A cell feeds every view and every copy that overlaps it, also those added later.
//   2. A plane has a bounded number of exact cells; beyond it cells become strided, then `any`.
//   3. New cells of a copy's source reach its destination through a queue that Drain empties: long
//      chains of copies do not recurse.

#include <cstdint>
#include <deque>
#include <map>
#include <tuple>
#include <vector>

#include "checker/points_to/constraint_graph.h"
#include "checker/points_to/object_table.h"

namespace interlock::points_to {

using RegionId = std::int32_t;
inline constexpr RegionId kNoRegion = -1;

enum class Plane : std::uint8_t { kPointers, kStorage, kTypes };
inline constexpr int kPlaneCount = 3;

/// Width of a range of unknown length.
inline constexpr std::uint64_t kUnboundedBytes = std::uint64_t{1} << 41;

class Memory {
 public:
  explicit Memory(ConstraintGraph* graph);

  RegionId AddRegion();

  /// The node that holds what is stored in `bytes` bytes at `offset`.
  NodeId Cell(RegionId region, Plane plane, Offset offset, std::uint64_t bytes);
  /// A node with all that may be stored in `bytes` bytes at `offset`.
  NodeId View(RegionId region, Plane plane, Offset offset, std::uint64_t bytes);
  /// A view of all bytes of the region.
  NodeId ViewAll(RegionId region, Plane plane) {
    return View(region, plane, kAnyOffset, kUnboundedBytes);
  }
  /// The cells that a view would be fed from, without Wild().
  std::vector<NodeId> CellsIn(RegionId region, Plane plane, Offset offset,
                              std::uint64_t bytes) const;
  /// Lets the cells of all planes in `bytes` bytes at `from` flow to the same place relative to
  /// `to`.
  void Copy(RegionId source, Offset from, RegionId destination, Offset to, std::uint64_t bytes);
  /// Node whose set flows into every view of the plane: stored at an address that was lost.
  NodeId Wild(Plane plane) const { return wild_[static_cast<int>(plane)]; }

  /// Continues copies into which new cells came; true if there was anything to do.
  bool Drain();

 private:
  struct CellEntry {
    Offset offset;
    std::uint64_t bytes = 0;
    NodeId node = kNoNode;
  };
  struct ViewEntry {
    Offset offset;
    std::uint64_t bytes = 0;
    NodeId node = kNoNode;
  };
  struct CopyEntry {
    Offset from;
    std::uint64_t bytes = 0;
    RegionId destination = kNoRegion;
    Offset to;
    friend bool operator==(const CopyEntry&, const CopyEntry&) = default;
  };
  using OffsetKey = std::pair<std::int64_t, std::uint32_t>;
  using ViewKey = std::tuple<std::int64_t, std::uint32_t, std::uint64_t>;
  struct PlaneEntry {
    std::vector<CellEntry> cells;
    std::vector<ViewEntry> views;
    std::map<OffsetKey, std::int32_t> cell_of;
    std::map<ViewKey, NodeId> view_of;
  };
  struct Region {
    PlaneEntry planes[kPlaneCount];
    std::vector<CopyEntry> copies;
  };
  struct PendingCell {
    RegionId region;
    Plane plane;
    std::int32_t cell;
  };

  Offset Bound(const PlaneEntry& plane, Offset offset) const;
  void ConnectViews(RegionId region, Plane plane, std::int32_t cell);
  void CopyCell(const CellEntry& cell, Plane plane, const CopyEntry& copy);

  ConstraintGraph* graph_;
  std::vector<Region> regions_;
  std::deque<PendingCell> pending_;
  NodeId wild_[kPlaneCount];
};

}  // namespace interlock::points_to
