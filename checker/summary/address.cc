// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/summary/address.h"

#include <algorithm>

#include "checker/summary/state.h"

namespace interlock::summary {

std::size_t TermSize(const Term& term) {
  std::size_t nodes = 1;
  for (const Term& child : term.children()) nodes += TermSize(child);
  return nodes;
}

Term AddOffset(const Term& address, std::int64_t offset_bytes) {
  if (offset_bytes == 0) return address;
  if (address.kind() == TermKind::kField) {
    return AddOffset(address.child(0), address.integer() + offset_bytes);
  }
  return Term::Field(address, "", offset_bytes);
}

Term AddIndex(const Term& address, const Term& index, std::int64_t stride_bytes) {
  std::int64_t offset = 0;
  if (index.IsInteger() && !__builtin_mul_overflow(index.integer(), stride_bytes, &offset)) {
    return AddOffset(address, offset);
  }
  if (address.kind() == TermKind::kIndex && address.integer() == stride_bytes) {
    return Term::Index(address.child(0), Term::Binary(TermKind::kAdd, address.child(1), index),
                       stride_bytes);
  }
  return Term::Index(address, index, stride_bytes);
}

bool IsNonNegative(const Term& value) {
  switch (value.kind()) {
    case TermKind::kInteger:
      return value.integer() >= 0;
    case TermKind::kInduction:
      return value.integer() > 0 && IsNonNegative(value.child(0));
    case TermKind::kLoad:
    case TermKind::kTruncate:
      return (value.integer() & 1) != 0;
    case TermKind::kAdd:
    case TermKind::kMultiply:
    case TermKind::kDivide:
      return IsNonNegative(value.child(0)) && IsNonNegative(value.child(1));
    case TermKind::kRemainder:
    case TermKind::kShiftRight:
      return IsNonNegative(value.child(0));
    case TermKind::kAnd:
      return IsNonNegative(value.child(0)) || IsNonNegative(value.child(1));
    case TermKind::kSelect:
      return IsNonNegative(value.child(1)) && IsNonNegative(value.child(2));
    case TermKind::kEqual:
    case TermKind::kNotEqual:
    case TermKind::kLess:
    case TermKind::kLessEqual:
    case TermKind::kLogicalAnd:
    case TermKind::kLogicalOr:
    case TermKind::kNot:
      return true;
    default:
      return false;
  }
}

Term Converted(const Term& value, std::uint32_t bytes, bool is_unsigned) {
  if (value.IsAddress() || bytes == 0 || bytes > 8) return value;
  if (value.IsInteger()) {
    if (bytes == 8) return value;
    const std::int64_t low = is_unsigned ? 0 : -(std::int64_t{1} << (bytes * 8 - 1));
    const std::int64_t high = is_unsigned ? (std::int64_t{1} << (bytes * 8)) - 1
                                          : (std::int64_t{1} << (bytes * 8 - 1)) - 1;
    if (value.integer() >= low && value.integer() <= high) return value;
  }
  if (value.kind() == TermKind::kLoad || value.kind() == TermKind::kTruncate) {
    // A value whose own width and sign fit.
    const std::int64_t bits = value.integer() >> 8;
    const bool was_unsigned = (value.integer() & 1) != 0;
    if (bits != 0 && was_unsigned == is_unsigned && bits <= bytes * 8) return value;
    if (bits != 0 && was_unsigned && !is_unsigned && bits < bytes * 8) return value;
  }
  const bool is_condition =
      value.kind() >= TermKind::kEqual && value.kind() <= TermKind::kLogicalOr;
  if (is_condition || value.kind() == TermKind::kNot) return value;
  // No program value has more than 64 bits.
  if (bytes == 8 && is_unsigned && IsNonNegative(value)) return value;
  if (bytes == 8 && !is_unsigned && value.kind() == TermKind::kInduction) return value;
  return Term(TermKind::kTruncate, "",
              static_cast<std::int64_t>(bytes * 8) << 8 | (is_unsigned ? 1 : 0), {value});
}

Term Canonical(const Term& address) {
  if (address.kind() == TermKind::kField) {
    return AddOffset(Canonical(address.child(0)), address.integer());
  }
  if (address.kind() == TermKind::kIndex) {
    return AddIndex(Canonical(address.child(0)), address.child(1), address.integer());
  }
  return address;
}

std::vector<Location> ShiftPlaces(const std::vector<Location>& places, std::int64_t offset_bytes) {
  std::vector<Location> shifted = places;
  for (Location& place : shifted) {
    if (place.object <= points_to::PointsTo::kAnythingObject) continue;
    if (place.stride == 0) {
      place.offset += offset_bytes;
    } else if (place.stride > 1) {
      const std::int64_t stride = place.stride;
      place.offset = ((place.offset + offset_bytes) % stride + stride) % stride;
    }
  }
  std::sort(shifted.begin(), shifted.end());
  return shifted;
}

std::vector<Location> NarrowToRoot(const Term& address, std::vector<Location> places) {
  const Term root = RootOf(address);
  if (!IsConcrete(root) || root.kind() == TermKind::kFunction) return places;
  const auto object = static_cast<std::int32_t>(root.integer());
  if (object < 0) return places;
  std::int64_t offset = 0;
  if (ConstantOffset(address, &offset)) return {Location{object, offset, 0}};
  std::vector<Location> kept;
  for (const Location& place : places) {
    if (place.object == object) kept.push_back(place);
  }
  if (kept.empty()) kept.push_back(Location::Any(object));
  return kept;
}

std::string LocalSymbol(std::int32_t function, std::int32_t index) {
  return "l:f" + std::to_string(function) + ".l" + std::to_string(index);
}

bool IsThreadLocal(const Term& root) {
  return root.kind() == TermKind::kLocal && root.symbol().rfind("tls:", 0) == 0;
}

}  // namespace interlock::summary
