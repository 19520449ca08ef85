// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Sets of locations as sparse bitmaps: sorted words of 64 ids. All positions of one object (or the
// first 63 of them) share a word, whose lowest bit stands for any position of the object.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. Words are sorted by index, none is empty, and size() is the number of set bits.
//   2. Absorb takes no further position of an object whose any-position is present, and takes the
//      any-position itself once a word holds more than kPositionMax positions.

#include <bit>
#include <cstdint>
#include <vector>

namespace interlock::points_to {

/// Id of an interned location, or a type tag (see object_table.h).
using LocationId = std::uint32_t;
/// Ids below stand for no object; each is on its own.
inline constexpr LocationId kFirstOrdinaryLocation = 64;
/// Set in the ids of type tags: the other bits are the index of a record.
inline constexpr LocationId kTypeTagBit = 0x80000000u;
/// Positions of one object that a set keeps apart.
inline constexpr int kPositionMax = 8;

class LocationSet {
 public:
  LocationSet() = default;
  static LocationSet Of(LocationId id);

  /// Inserts one id as it is; true if it was new.
  bool Insert(LocationId id);
  bool Contains(LocationId id) const;
  /// Inserts all of `other` as it is.
  void Merge(const LocationSet& other);
  /// Inserts all of `other`, coarsely; gives what was new.
  LocationSet Absorb(const LocationSet& other);

  bool empty() const { return words_.empty(); }
  std::size_t size() const { return size_; }
  /// Number of words: what a merge costs.
  std::size_t word_count() const { return words_.size(); }

  /// Calls `visit` for each id, in order.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const Word& word : words_) {
      for (std::uint64_t bits = word.bits; bits != 0; bits &= bits - 1) {
        visit(word.index * 64 + static_cast<LocationId>(std::countr_zero(bits)));
      }
    }
  }
  std::vector<LocationId> Items() const;

 private:
  struct Word {
    std::uint32_t index = 0;
    std::uint64_t bits = 0;
  };
  std::vector<Word> words_;
  std::size_t size_ = 0;
};

}  // namespace interlock::points_to
