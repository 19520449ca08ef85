// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// TaggedPointer: the address of a row, with bits of hashes in its unused top bits. The only type of
// the engine that turns integers into row addresses.
//
// A tag mask has its top t bits set. The bits of a pointer under the mask are the OR of those bits
// of the hashes of all rows behind it, a Bloom filter of one word: a hash with a bit that the
// pointer lacks belongs to none of them.
//
// Thread safety: thread-compatible; a slot that threads share is read and changed through
// AtomicRef<TaggedPointer>.
//
// Invariants
//   1. The address is below 2^(64 - t), so that stripping the tag gives it back.
//   2. The null pointer has no tag.
//
// Layout: 8 bytes, address | tag.

#include <bit>
#include <cstdint>
#include <cstring>

#include "annotations/vocabulary.h"
#include "reference/status/check.h"

namespace interlock::reference {

/// At most this many bits of a pointer are tag.
inline constexpr int kTagBitsMax = 24;

/// The top bits of a word that hold tags. Thread-compatible.
class TagMask {
 public:
  TagMask() = default;
  /// Requires: 0 <= bit_count <= kTagBitsMax.
  explicit TagMask(int bit_count)
      : bits_(bit_count == 0 ? 0 : ~std::uint64_t{0} << (64 - bit_count)) {
    IL_CHECK(bit_count >= 0 && bit_count <= kTagBitsMax);
  }

  std::uint64_t bits() const { return bits_; }
  /// Returns the tag of a hash, of the bits of a pointer, or of their OR.
  std::uint64_t TagOf(std::uint64_t bits) const { return bits & bits_; }

 private:
  std::uint64_t bits_ = 0;
};

/// A row, or nothing, with its tag. Thread-compatible.
class IL_REGION_POINTER(row) TaggedPointer {
 public:
  TaggedPointer() = default;
  /// Makes a pointer to `row` whose tag is that of `hash` and of everything `behind` it.
  ///
  /// Requires: `row` is the address of a row, below the mask's bits.
  TaggedPointer(std::uint8_t* row, std::uint64_t hash, TaggedPointer behind, TagMask mask) {
    const std::uint64_t address = reinterpret_cast<std::uintptr_t>(row);
    IL_CHECK(address != 0 && mask.TagOf(address) == 0);
    bits_ = address | mask.TagOf(hash | behind.bits_);
  }

  bool is_null() const { return bits_ == 0; }
  /// Returns the row. Requires: not null; `mask` is the one it was made with.
  std::uint8_t* Row(TagMask mask) const {
    return reinterpret_cast<std::uint8_t*>(static_cast<std::uintptr_t>(bits_ & ~mask.bits()));
  }
  /// Returns whether a row with `hash` may be behind the pointer.
  bool MayLeadTo(std::uint64_t hash, TagMask mask) const {
    const std::uint64_t tag = mask.TagOf(hash);
    return bits_ != 0 && (bits_ & tag) == tag;
  }

  /// Copies the pointer from and to the bytes of a row. Any alignment.
  static TaggedPointer Load(const std::uint8_t* bytes) {
    TaggedPointer pointer;
    std::memcpy(&pointer.bits_, bytes, sizeof(pointer.bits_));
    return pointer;
  }
  void Store(std::uint8_t* bytes) const { std::memcpy(bytes, &bits_, sizeof(bits_)); }

 private:
  std::uint64_t bits_ = 0;
};

static_assert(sizeof(TaggedPointer) == 8);

/// Returns how many top bits two addresses, and all between them, leave free: at most kTagBitsMax.
inline int FreeTopBits(const std::uint8_t* first, const std::uint8_t* last) {
  const std::uint64_t bits =
      reinterpret_cast<std::uintptr_t>(first) | reinterpret_cast<std::uintptr_t>(last);
  const int leading_zeros = std::countl_zero(bits);
  return leading_zeros < kTagBitsMax ? leading_zeros : kTagBitsMax;
}

}  // namespace interlock::reference
