// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/points_to/memory.h"

#include <algorithm>

namespace interlock::points_to {
namespace {

constexpr std::size_t kExactCellMax = 1024;
constexpr std::size_t kCellMax = 1088;
/// Stride of the cells beyond kExactCellMax: pointers lie at multiples of their size, mostly.
constexpr std::int64_t kWordBytes = 8;

/// Work of copying one cell, in steps of the graph.
constexpr std::uint64_t kCopySteps = 200;

}  // namespace

Memory::Memory(ConstraintGraph* graph) : graph_(graph) {
  for (NodeId& node : wild_) node = graph_->AddNode();
}

RegionId Memory::AddRegion() {
  regions_.emplace_back();
  return static_cast<RegionId>(regions_.size() - 1);
}

/// The offset under which a new cell is filed.
Offset Memory::Bound(const PlaneEntry& plane, Offset offset) const {
  if (plane.cells.size() < kExactCellMax || offset == kAnyOffset) return offset;
  if (plane.cells.size() < kCellMax) return Widen(offset, kWordBytes);
  return kAnyOffset;
}

NodeId Memory::Cell(RegionId region, Plane plane, Offset offset, std::uint64_t bytes) {
  PlaneEntry& entry = regions_[region].planes[static_cast<int>(plane)];
  auto found = entry.cell_of.find({offset.bytes, offset.stride});
  if (found == entry.cell_of.end()) {
    offset = Bound(entry, offset);
    found = entry.cell_of.find({offset.bytes, offset.stride});
  }
  if (found != entry.cell_of.end()) {
    CellEntry& cell = entry.cells[found->second];
    if (bytes > cell.bytes) {
      cell.bytes = bytes;
      const NodeId node = cell.node;
      ConnectViews(region, plane, found->second);
      return node;
    }
    return cell.node;
  }
  const NodeId node = graph_->AddNode();
  const auto index = static_cast<std::int32_t>(entry.cells.size());
  entry.cells.push_back(CellEntry{offset, bytes, node});
  entry.cell_of.emplace(OffsetKey{offset.bytes, offset.stride}, index);
  ConnectViews(region, plane, index);
  return node;
}

void Memory::ConnectViews(RegionId region, Plane plane, std::int32_t cell) {
  const PlaneEntry& entry = regions_[region].planes[static_cast<int>(plane)];
  const CellEntry& c = entry.cells[cell];
  for (const ViewEntry& view : entry.views) {
    if (Overlaps(c.offset, c.bytes, view.offset, view.bytes)) graph_->AddEdge(c.node, view.node);
  }
  if (!regions_[region].copies.empty()) pending_.push_back(PendingCell{region, plane, cell});
}

NodeId Memory::View(RegionId region, Plane plane, Offset offset, std::uint64_t bytes) {
  PlaneEntry& entry = regions_[region].planes[static_cast<int>(plane)];
  const ViewKey key{offset.bytes, offset.stride, bytes};
  const auto found = entry.view_of.find(key);
  if (found != entry.view_of.end()) return found->second;
  const NodeId node = graph_->AddNode();
  entry.views.push_back(ViewEntry{offset, bytes, node});
  entry.view_of.emplace(key, node);
  for (const CellEntry& cell : entry.cells) {
    if (Overlaps(cell.offset, cell.bytes, offset, bytes)) graph_->AddEdge(cell.node, node);
  }
  graph_->AddEdge(Wild(plane), node);
  return node;
}

std::vector<NodeId> Memory::CellsIn(RegionId region, Plane plane, Offset offset,
                                    std::uint64_t bytes) const {
  std::vector<NodeId> nodes;
  for (const CellEntry& cell : regions_[region].planes[static_cast<int>(plane)].cells) {
    if (Overlaps(cell.offset, cell.bytes, offset, bytes)) nodes.push_back(cell.node);
  }
  return nodes;
}

void Memory::CopyCell(const CellEntry& cell, Plane plane, const CopyEntry& copy) {
  graph_->Charge(kCopySteps);
  if (!Overlaps(cell.offset, cell.bytes, copy.from, copy.bytes)) return;
  Offset distance = Subtract(cell.offset, copy.from);
  // A cell that begins before the range arrives with its tail only: anywhere near the start.
  const bool is_cut = distance.stride == 0 && distance.bytes < 0;
  const Offset target = is_cut ? kAnyOffset : Add(copy.to, distance);
  const NodeId source = cell.node;
  graph_->AddEdge(source, Cell(copy.destination, plane, target, cell.bytes));
}

void Memory::Copy(RegionId source, Offset from, RegionId destination, Offset to,
                  std::uint64_t bytes) {
  const CopyEntry copy{from, bytes, destination, to};
  std::vector<CopyEntry>& copies = regions_[source].copies;
  if (std::find(copies.begin(), copies.end(), copy) != copies.end()) return;
  copies.push_back(copy);
  for (int p = 0; p < kPlaneCount; ++p) {
    const std::size_t count = regions_[source].planes[p].cells.size();
    for (std::size_t i = 0; i < count; ++i) {
      pending_.push_back(PendingCell{source, static_cast<Plane>(p), static_cast<std::int32_t>(i)});
    }
  }
}

bool Memory::Drain() {
  if (pending_.empty()) return false;
  while (!pending_.empty() && !graph_->exhausted()) {
    const PendingCell pending = pending_.front();
    pending_.pop_front();
    const std::size_t copy_count = regions_[pending.region].copies.size();
    for (std::size_t i = 0; i < copy_count; ++i) {
      const CopyEntry copy = regions_[pending.region].copies[i];
      const CellEntry cell =
          regions_[pending.region].planes[static_cast<int>(pending.plane)].cells[pending.cell];
      CopyCell(cell, pending.plane, copy);
    }
  }
  return true;
}

}  // namespace interlock::points_to
