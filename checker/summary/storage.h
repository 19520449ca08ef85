// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Who owns memory that changes hands: objects behind owning cells (unique_ptr), and the storage of
// containers.
//
// Owned objects. An object is *linear* if no owning cell is ever given a pointer to it that was
// neither allocated for that cell nor moved out of another owning cell. Then at most one owning
// cell holds it at any time, and whoever alone reaches that cell owns the object: two owners of one
// object are ordered by the accesses to the cells through which it travelled.
//
// Storage of containers. Elements are named after the container that holds them. A move gives the
// storage to another container and thereby another name. Names stay sound as long as nobody uses an
// address that was formed before the move: with it, each use lies between the read of the header
// that formed the address and the next synchronisation of the same thread, so whatever orders the
// move against the read of the header orders it against the use. FunctionAnalyzer reports the uses
// for which this does not hold (ownership.cc); this table says which addresses can be concerned.
//
// Thread safety: immutable after construction, thread-safe.

#include <cstdint>
#include <set>
#include <vector>

#include "checker/points_to/points_to.h"
#include "checker/program/program.h"

namespace interlock::summary {

class StorageTable {
 public:
  /// Looks at every reached function once. Nothing is kept of the arguments but copies.
  StorageTable(const link::Program& program, const points_to::PointsTo& points_to);

  /// True if at most one owning cell holds the object at any time.
  bool IsLinear(points_to::ObjectId object) const;
  /// True if the object lies in the storage of a container that may be moved to another container,
  /// and some container that takes part is visible to several threads.
  bool MayBeMoved(points_to::ObjectId object) const;
  /// MayBeMoved, and the container moved from is itself visible to several threads.
  bool MayBeMovedByOthers(points_to::ObjectId object) const;
  /// Keeps the places that are one of `bases` or lie in the storage of a container in one of them;
  /// all of them if there is no such place.
  std::vector<points_to::Location> Narrow(const std::vector<points_to::Location>& places,
                                          const std::vector<points_to::Location>& bases) const;
  /// True if the object lies in the storage of one of the containers, at any depth.
  bool LiesIn(points_to::ObjectId object, const std::set<points_to::ObjectId>& containers) const;
  /// The storage of the containers in these places and all storage further inside, sorted.
  std::vector<points_to::ObjectId> StorageIn(const std::vector<points_to::Location>& places) const;

 private:
  struct Entry {
    points_to::ObjectId container = points_to::kNoObject;  // of which it is (inner) storage
    bool is_linear = true;
    bool is_collapsed = false;
    bool is_source = false;  // a container whose storage moves, within a family that is shared
    bool is_shared = false;
    bool may_be_moved = false;
    bool may_be_moved_by_others = false;
  };
  void FindAdoptions(const link::Program& program, const points_to::PointsTo& points_to);
  void FindMoves(const link::Program& program, const points_to::PointsTo& points_to);

  std::vector<Entry> entries_;                            // by object
  std::vector<std::vector<points_to::ObjectId>> inside_;  // direct storage, by object
};

}  // namespace interlock::summary
