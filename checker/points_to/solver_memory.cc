// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/points_to/solver.h"

namespace interlock::points_to {

bool Solver::IsWritable(ObjectId object) const {
  const ObjectKind kind = table_.object(object).kind;
  return kind != ObjectKind::kFunction && kind != ObjectKind::kStringLiteral;
}

void Solver::Load(LocationId location, NodeId destination, std::uint64_t bytes) {
  const ObjectId object = table_.ObjectOf(location);
  if (!IsWritable(object)) return;  // never holds an address
  const Offset offset = table_.OffsetOf(location);
  if (table_.object(object).kind == ObjectKind::kParameter) {
    const LocationId found = FoundInParameter(object, offset, false);
    graph_.AddLocation(memory_.Cell(RegionOf(object), Plane::kPointers, offset, bytes), found);
  }
  graph_.AddEdge(memory_.View(RegionOf(object), Plane::kPointers, offset, bytes), destination);
}

void Solver::Store(LocationId location, NodeId value, std::uint64_t bytes) {
  const ObjectId object = table_.ObjectOf(location);
  if (!IsWritable(object)) return;  // not defined
  const NodeId cell =
      memory_.Cell(RegionOf(object), Plane::kPointers, table_.OffsetOf(location), bytes);
  graph_.AddEdge(value, cell);
}

/// Constraints over addresses, for the reserved locations. Returns false for ordinary ones.
bool Solver::ApplyToSpecial(NodeId node, const Constraint& constraint, LocationId location) {
  if (location == kIntegerLocation) {
    // A number used as an address: any exposed object, or memory outside the program.
    graph_.AddEdge(exposed_node_, node);
    graph_.AddLocation(node, kUnknownLocation);
    return true;
  }
  if (location == kLostLocation) {
    graph_.AddLocation(node, kAnythingLocation);
    return true;
  }
  if (location >= kFirstOrdinaryLocation) return false;
  const bool is_lost = location == kAnythingLocation;
  switch (constraint.kind) {
    case ConstraintKind::kLoad:
    case ConstraintKind::kElements:
    case ConstraintKind::kLoadStorage:
    case ConstraintKind::kShift:
    case ConstraintKind::kStride:
      graph_.AddLocation(constraint.a, location);
      break;
    case ConstraintKind::kLoadNumber:
      graph_.AddLocation(constraint.a, is_lost ? kLostLocation : kIntegerLocation);
      break;
    case ConstraintKind::kStore:
      graph_.AddEdge(constraint.a, escape_node_);
      if (is_lost) graph_.AddEdge(constraint.a, memory_.Wild(Plane::kPointers));
      break;
    case ConstraintKind::kStoreStorage:
      graph_.AddEdge(constraint.a, escape_node_);
      if (is_lost) graph_.AddEdge(constraint.a, memory_.Wild(Plane::kStorage));
      break;
    case ConstraintKind::kCopyOut:
      for (const Plane plane : {Plane::kPointers, Plane::kStorage}) {
        graph_.AddLocation(memory_.Cell(constraint.a, plane, kAnyOffset, 1), location);
      }
      graph_.AddLocation(memory_.Cell(constraint.a, Plane::kTypes, kAnyOffset, 1),
                         is_lost ? kLostTypeTag : kUnknownTypeTag);
      break;
    case ConstraintKind::kCopyIn:
      for (const Plane plane : {Plane::kPointers, Plane::kStorage, Plane::kTypes}) {
        const NodeId all = memory_.ViewAll(constraint.a, plane);
        if (plane == Plane::kTypes) {
          graph_.AddConstraint(all, Constraint{ConstraintKind::kEscapeType});
        } else {
          graph_.AddEdge(all, escape_node_);
        }
        if (is_lost) graph_.AddEdge(all, memory_.Wild(plane));
      }
      break;
    case ConstraintKind::kConstruct:
      if (is_lost) {
        graph_.AddLocation(memory_.Wild(Plane::kTypes),
                           kTypeTagBit | static_cast<LocationId>(constraint.a));
      }
      EscapeType(constraint.a);
      break;
    default:
      break;
  }
  return true;
}

void Solver::ApplyToLocation(const Constraint& constraint, LocationId location) {
  const ObjectId object = table_.ObjectOf(location);
  const Offset offset = table_.OffsetOf(location);
  const auto bytes = constraint.c > 0 ? static_cast<std::uint64_t>(constraint.c) : 8;
  switch (constraint.kind) {
    case ConstraintKind::kLoad:
      Load(location, constraint.a, bytes);
      break;
    case ConstraintKind::kLoadNumber:
      if (!IsWritable(object)) break;
      graph_.AddConstraint(memory_.View(RegionOf(object), Plane::kPointers, offset, bytes),
                           Constraint{ConstraintKind::kToNumber, constraint.a});
      break;
    case ConstraintKind::kStore:
      Store(location, constraint.a, bytes);
      break;
    case ConstraintKind::kShift:
      graph_.AddLocation(constraint.a, table_.Shift(location, constraint.c));
      break;
    case ConstraintKind::kStride:
      graph_.AddLocation(constraint.a, table_.Stride(location, constraint.c));
      break;
    case ConstraintKind::kElements:
    case ConstraintKind::kLoadStorage:
      if (!IsWritable(object)) {
        graph_.AddLocation(constraint.a, location);  // a view of a literal: the literal itself
        break;
      }
      graph_.AddLocation(memory_.Cell(RegionOf(object), Plane::kStorage, offset, 1),
                         StorageOf(object, offset));
      graph_.AddEdge(memory_.View(RegionOf(object), Plane::kStorage, offset, 1), constraint.a);
      break;
    case ConstraintKind::kStoreStorage:
      if (!IsWritable(object)) break;
      graph_.AddEdge(constraint.a, memory_.Cell(RegionOf(object), Plane::kStorage, offset, 1));
      break;
    case ConstraintKind::kCopyOut: {
      if (!IsWritable(object)) break;
      if (table_.object(object).kind == ObjectKind::kParameter) {
        // Fields that nothing has loaded yet are copied too.
        graph_.AddLocation(memory_.Cell(RegionOf(object), Plane::kPointers, kAnyOffset, 1),
                           FoundInParameter(object, kAnyOffset, false));
        graph_.AddLocation(memory_.Cell(RegionOf(object), Plane::kStorage, kAnyOffset, 1),
                           FoundInParameter(object, kAnyOffset, true));
      }
      const std::uint64_t range = constraint.c > 0 ? bytes : kUnboundedBytes;
      memory_.Copy(RegionOf(object), offset, constraint.a, Offset{}, range);
      break;
    }
    case ConstraintKind::kCopyIn: {
      if (!IsWritable(object)) break;
      const std::uint64_t range = constraint.c > 0 ? bytes : kUnboundedBytes;
      memory_.Copy(constraint.a, Offset{}, RegionOf(object), offset, range);
      break;
    }
    case ConstraintKind::kConstruct:
      AddTags(object, record_names_[constraint.a], offset, 0);
      break;
    default:
      break;
  }
}

/// Constraints over values, for every kind of location.
void Solver::ApplyToValue(const Constraint& constraint, LocationId location) {
  const bool is_ordinary = location >= kFirstOrdinaryLocation;
  switch (constraint.kind) {
    case ConstraintKind::kToNumber:
      if (is_ordinary) Expose(location);
      [[fallthrough]];
    case ConstraintKind::kDifference:
      if (is_ordinary && constraint.kind == ConstraintKind::kDifference) break;
      graph_.AddLocation(constraint.a, location == kAnythingLocation || location == kLostLocation
                                           ? kLostLocation
                                           : kIntegerLocation);
      break;
    case ConstraintKind::kToAddress:
      if (is_ordinary) {
        graph_.AddLocation(constraint.a, table_.AnyOf(table_.ObjectOf(location)));
      } else if (location != kIntegerLocation) {
        graph_.AddLocation(constraint.a, location == kLostLocation ? kAnythingLocation : location);
      }
      break;
    case ConstraintKind::kStoredNumber:
      graph_.AddLocation(constraint.a, location == kLostLocation || location == kUnknownLocation
                                           ? kIntegerLocation
                                           : location);
      break;
    case ConstraintKind::kEscape:
      EscapeLocation(location);
      break;
    default:
      break;
  }
}

void Solver::Apply(NodeId node, const Constraint& constraint,
                   const std::vector<LocationId>& locations) {
  switch (constraint.kind) {
    case ConstraintKind::kToNumber:
    case ConstraintKind::kDifference:
    case ConstraintKind::kToAddress:
    case ConstraintKind::kStoredNumber:
    case ConstraintKind::kEscape:
      for (const LocationId location : locations) ApplyToValue(constraint, location);
      return;
    case ConstraintKind::kEscapeType:
      for (const LocationId tag : locations) {
        if (tag < kUnknownTypeTag) EscapeType(static_cast<std::int32_t>(tag & ~kTypeTagBit));
      }
      return;
    case ConstraintKind::kTagCall:
      CallTags(constraint.a, static_cast<LocationId>(constraint.b), locations);
      return;
    case ConstraintKind::kTagVirtual:
      DispatchTags(constraint.a, static_cast<LocationId>(constraint.b), locations);
      return;
    case ConstraintKind::kCall:
    case ConstraintKind::kVirtualCall:
      for (const LocationId location : locations) {
        if (location == kIntegerLocation || location == kLostLocation) {
          ApplyToSpecial(node, constraint, location);
        } else if (constraint.kind == ConstraintKind::kCall) {
          ResolveCallable(constraint.a, location);
        } else {
          ResolveReceiver(constraint.a, location);
        }
      }
      return;
    default:
      for (const LocationId location : locations) {
        if (!ApplyToSpecial(node, constraint, location)) ApplyToLocation(constraint, location);
      }
      return;
  }
}

}  // namespace interlock::points_to
