// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The abstract objects of one analysis and their locations, each location under a small id.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. The ids kUnknownLocation ... kLostLocation are reserved and have no stride arithmetic.
//   2. Ids come in blocks of 64 that belong to one object; id 0 of a block is the any-location of
//      the object.
//   3. An object has a bounded number of locations: after kBlocksPerObject blocks further ones
//   become
//      the any-location, and after kExactSteps constant steps from where an address was formed it
//      becomes strided. Both bound the analysis; neither loses a byte position.

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "checker/points_to/location_set.h"
#include "checker/points_to/object.h"

namespace interlock::points_to {

/// Pointer to memory outside the program or to any escaped object.
inline constexpr LocationId kUnknownLocation = 0;
/// Pointer to any object at all.
inline constexpr LocationId kAnythingLocation = 1;
/// A number that may hold the address of an object that was exposed as a number.
inline constexpr LocationId kIntegerLocation = 2;
/// A value that the lowering lost: as a number like kInteger, as an address like kAnything.
inline constexpr LocationId kLostLocation = 3;

/// Type tags without a record: bytes from unknown memory, and bytes from a lost address.
inline constexpr LocationId kUnknownTypeTag = kTypeTagBit | 0x7ffffffeu;
inline constexpr LocationId kLostTypeTag = kTypeTagBit | 0x7fffffffu;

/// Normalizes a position: stride 0 keeps `offset`, otherwise reduces it to [0, stride).
struct Offset {
  std::int64_t bytes = 0;
  std::uint32_t stride = 0;
  friend bool operator==(const Offset&, const Offset&) = default;
};
inline constexpr Offset kAnyOffset{0, 1};

/// All sums of a position of `a` and one of `b`.
Offset Add(const Offset& a, const Offset& b);
/// All differences a - b.
Offset Subtract(const Offset& a, const Offset& b);
/// `offset` moved by every multiple of `stride_bytes`; 0 means by anything.
Offset Widen(const Offset& offset, std::int64_t stride_bytes);
/// True if `a_bytes` bytes at `a` and `b_bytes` at `b` may share a byte.
bool Overlaps(const Offset& a, std::uint64_t a_bytes, const Offset& b, std::uint64_t b_bytes);

class ObjectTable {
 public:
  /// Makes the kUnknown and kAnything objects.
  ObjectTable();

  /// Adds an object; its key must be new.
  ObjectId Add(Object object);
  const std::vector<Object>& objects() const { return objects_; }
  const Object& object(ObjectId id) const { return objects_[id]; }
  Object& mutable_object(ObjectId id) { return objects_[id]; }

  /// The id of `offset` in `object`; out-of-range offsets become the any-location.
  LocationId At(ObjectId object, Offset offset);
  LocationId At(ObjectId object) { return At(object, Offset{}); }
  LocationId AnyOf(ObjectId object);
  /// Moves by a constant number of bytes.
  LocationId Shift(LocationId location, std::int64_t delta_bytes);
  /// Moves by an unknown multiple of `stride_bytes` (0: by anything).
  LocationId Stride(LocationId location, std::int64_t stride_bytes);

  ObjectId ObjectOf(LocationId id) const { return blocks_[id / kBlock].object; }
  Offset OffsetOf(LocationId id) const { return EntryOf(id).offset; }
  Location ToLocation(LocationId id) const;
  std::size_t location_count() const { return ids_.size(); }

 private:
  static constexpr LocationId kBlock = 64;
  struct Entry {
    Offset offset;
    std::uint8_t steps = 0;  // constant steps by which it was first formed
  };
  struct Block {
    ObjectId object = kNoObject;
    std::vector<Entry> entries;  // at most kBlock
  };
  struct Positions {
    std::uint32_t last_block = 0;  // 0: none yet
    std::uint32_t block_count = 0;
    LocationId any = 0;  // 0: none yet
  };
  const Entry& EntryOf(LocationId id) const { return blocks_[id / kBlock].entries[id % kBlock]; }
  LocationId Intern(ObjectId object, Offset offset, std::uint8_t steps);

  std::vector<Object> objects_;
  std::vector<Positions> positions_;  // by object
  std::vector<Block> blocks_;
  struct KeyHash {
    std::size_t operator()(const std::tuple<ObjectId, std::int64_t, std::uint32_t>& key) const;
  };
  std::unordered_map<std::tuple<ObjectId, std::int64_t, std::uint32_t>, LocationId, KeyHash> ids_;
};

}  // namespace interlock::points_to
