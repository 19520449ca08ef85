// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/points_to/object_table.h"

#include <numeric>
#include <utility>

namespace interlock::points_to {
namespace {

constexpr std::uint32_t kBlocksPerObject = 24;
constexpr std::uint8_t kExactSteps = 16;
/// Offsets and steps beyond this are not worth telling apart and could overflow.
constexpr std::int64_t kOffsetMax = std::int64_t{1} << 40;
constexpr std::uint64_t kStrideMax = std::uint64_t{1} << 31;

bool IsTooFar(std::int64_t bytes) { return bytes > kOffsetMax || bytes < -kOffsetMax; }

/// Reduces to [0, stride); stride 1 is the any-offset.
Offset Normalize(std::int64_t bytes, std::uint64_t stride) {
  if (stride == 0) return IsTooFar(bytes) ? kAnyOffset : Offset{bytes, 0};
  if (stride > kStrideMax) return kAnyOffset;
  const auto modulus = static_cast<std::int64_t>(stride);
  const std::int64_t rest = bytes % modulus;
  return Offset{rest < 0 ? rest + modulus : rest, static_cast<std::uint32_t>(stride)};
}

}  // namespace

const char* ObjectKindName(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::kUnknown:
      return "unknown";
    case ObjectKind::kAnything:
      return "anything";
    case ObjectKind::kGlobal:
      return "global";
    case ObjectKind::kThreadLocal:
      return "thread-local";
    case ObjectKind::kLocal:
      return "local";
    case ObjectKind::kHeap:
      return "heap";
    case ObjectKind::kElements:
      return "elements";
    case ObjectKind::kParameter:
      return "parameter";
    case ObjectKind::kReturnSlot:
      return "return slot";
    case ObjectKind::kFunction:
      return "function";
    case ObjectKind::kStringLiteral:
      return "string literal";
    case ObjectKind::kThread:
      return "thread";
  }
  return "object";
}

Offset Add(const Offset& a, const Offset& b) {
  return Normalize(a.bytes + b.bytes, std::gcd<std::uint64_t>(a.stride, b.stride));
}

Offset Subtract(const Offset& a, const Offset& b) {
  return Normalize(a.bytes - b.bytes, std::gcd<std::uint64_t>(a.stride, b.stride));
}

Offset Widen(const Offset& offset, std::int64_t stride_bytes) {
  if (stride_bytes == 0 || IsTooFar(stride_bytes)) return kAnyOffset;
  const auto step = static_cast<std::uint64_t>(stride_bytes < 0 ? -stride_bytes : stride_bytes);
  return Normalize(offset.bytes, std::gcd<std::uint64_t>(offset.stride, step));
}

bool Overlaps(const Offset& a, std::uint64_t a_bytes, const Offset& b, std::uint64_t b_bytes) {
  if (a_bytes == 0 || b_bytes == 0) return false;
  const std::uint64_t period = std::gcd<std::uint64_t>(a.stride, b.stride);
  const std::int64_t distance = b.bytes - a.bytes;
  if (period == 0) {
    return distance >= 0 ? static_cast<std::uint64_t>(distance) < a_bytes
                         : static_cast<std::uint64_t>(-distance) < b_bytes;
  }
  const auto modulus = static_cast<std::int64_t>(period);
  const auto ahead = static_cast<std::uint64_t>(((distance % modulus) + modulus) % modulus);
  return ahead < a_bytes || period - ahead < b_bytes;
}

bool MayOverlap(const Location& a, std::uint64_t a_bytes, const Location& b,
                std::uint64_t b_bytes) {
  return a.object == b.object &&
         Overlaps(Offset{a.offset, a.stride}, a_bytes, Offset{b.offset, b.stride}, b_bytes);
}

std::size_t ObjectTable::KeyHash::operator()(
    const std::tuple<ObjectId, std::int64_t, std::uint32_t>& key) const {
  const auto [object, bytes, stride] = key;
  std::uint64_t hash = static_cast<std::uint64_t>(object) * 0x9E3779B97F4A7C15ull;
  hash ^= (static_cast<std::uint64_t>(bytes) + 0x517CC1B727220A95ull) * 0xC2B2AE3D27D4EB4Full;
  hash ^= (hash >> 29) + (static_cast<std::uint64_t>(stride) << 17);
  return static_cast<std::size_t>(hash ^ (hash >> 32));
}

ObjectTable::ObjectTable() {
  Object unknown;
  unknown.kind = ObjectKind::kUnknown;
  unknown.key = unknown.name = "unknown";
  Object anything;
  anything.kind = ObjectKind::kAnything;
  anything.key = anything.name = "anything";
  const ObjectId unknown_id = Add(std::move(unknown));
  const ObjectId anything_id = Add(std::move(anything));
  // Block 0 holds the reserved ids; only the first two stand for an object of their own.
  blocks_.push_back(Block{unknown_id, {}});
  (void)anything_id;
}

ObjectId ObjectTable::Add(Object object) {
  objects_.push_back(std::move(object));
  positions_.emplace_back();
  return static_cast<ObjectId>(objects_.size() - 1);
}

LocationId ObjectTable::Intern(ObjectId object, Offset offset, std::uint8_t steps) {
  const auto key = std::make_tuple(object, offset.bytes, offset.stride);
  const auto found = ids_.find(key);
  if (found != ids_.end()) return found->second;
  Positions& positions = positions_[object];
  const bool is_full =
      positions.last_block == 0 || blocks_[positions.last_block].entries.size() >= kBlock;
  if (is_full) {
    if (positions.block_count >= kBlocksPerObject) return AnyOf(object);
    positions.last_block = static_cast<std::uint32_t>(blocks_.size());
    ++positions.block_count;
    blocks_.push_back(Block{object, {Entry{kAnyOffset, 0}}});
    if (positions.any == 0) {
      positions.any = positions.last_block * kBlock;
      ids_.emplace(std::make_tuple(object, kAnyOffset.bytes, kAnyOffset.stride), positions.any);
    }
    if (offset == kAnyOffset) return positions.any;
  }
  std::vector<Entry>& entries = blocks_[positions.last_block].entries;
  const auto id = static_cast<LocationId>(positions.last_block * kBlock + entries.size());
  entries.push_back(Entry{offset, steps});
  ids_.emplace(key, id);
  return id;
}

LocationId ObjectTable::At(ObjectId object, Offset offset) {
  const Object& o = objects_[object];
  if (o.kind == ObjectKind::kUnknown) return kUnknownLocation;
  if (o.kind == ObjectKind::kAnything) return kAnythingLocation;
  if (offset.stride == 0) {
    const bool behind_end =
        o.bytes > 0 && offset.bytes > 0 && static_cast<std::uint64_t>(offset.bytes) > o.bytes;
    if (offset.bytes < 0 || behind_end) offset = kAnyOffset;
  }
  return Intern(object, offset, 0);
}

LocationId ObjectTable::AnyOf(ObjectId object) { return At(object, kAnyOffset); }

LocationId ObjectTable::Shift(LocationId location, std::int64_t delta_bytes) {
  if (location < kFirstOrdinaryLocation || delta_bytes == 0) return location;
  const Entry from = EntryOf(location);
  const ObjectId id = ObjectOf(location);
  const Object& object = objects_[id];
  if (object.kind == ObjectKind::kFunction) return location;
  if (IsTooFar(delta_bytes)) return AnyOf(id);
  Offset offset = points_to::Add(from.offset, Offset{delta_bytes, 0});
  if (offset.stride == 0) {
    const bool behind_end =
        object.bytes > 0 && static_cast<std::uint64_t>(offset.bytes) > object.bytes;
    if (offset.bytes < 0 || behind_end) return AnyOf(id);
    if (from.steps >= kExactSteps) return Intern(id, Widen(offset, delta_bytes), 0);
  }
  return Intern(id, offset, static_cast<std::uint8_t>(from.steps + 1));
}

LocationId ObjectTable::Stride(LocationId location, std::int64_t stride_bytes) {
  if (location < kFirstOrdinaryLocation) return location;
  const ObjectId id = ObjectOf(location);
  if (objects_[id].kind == ObjectKind::kFunction) return location;
  return Intern(id, Widen(EntryOf(location).offset, stride_bytes), 0);
}

Location ObjectTable::ToLocation(LocationId id) const {
  if (id == kUnknownLocation) return Location::Any(0);
  if (id < kFirstOrdinaryLocation) return Location::Any(1);
  const Offset offset = OffsetOf(id);
  return Location{ObjectOf(id), offset.bytes, offset.stride};
}

}  // namespace interlock::points_to
