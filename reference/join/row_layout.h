// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// BasicRowLayout: where the fields of a build row lie, in bytes, and how each is touched. One type
// from which the join, docs/row_layout.md and the proofs read the layout.
//
// Layout of a row; c columns are stored, all words little-endian:
//
//   offset  size  field                                    written in     in the probe
//   0       8     next: TaggedPointer to the chain's rest  build          read plainly
//   8       L     null map; with a flag, bit 0 is it       split, probe   flag word atomically
//   8+L     0|S   key length, of variable keys             split          read plainly
//   ..      0..   key, if not inlined                      split          read plainly
//   ..      ..    columns: 8 bytes, or length S and bytes  split          read plainly
//   end     0..7  zeros, to the next multiple of 8         split          never
//
// S is the size of LengthT. The bit of column i is i, or i + 1 with a flag, counted from the most
// significant bit of each byte. L is ceil(c / 8), or, with a flag, 4 * ceil((c + 1) / 32): the flag
// is set by a 4-byte store, and those 4 bytes must hold nothing else that is read
// (docs/bugs/57450).
//
// Thread safety: thread-compatible; a layout is only read once it is made. Who may touch which
// field of a row in which phase is the table above: before the build the worker that appended the
// row (or a spill), in the build the one table builder that inserts it, in the probe everyone as it
// says.
//
// Invariants
//   1. A row starts at a multiple of 8, and its size is one.
//   2. The fields do not overlap; the flag word is inside the null map.

#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "annotations/atomic.h"
#include "annotations/vocabulary.h"
#include "reference/join/tagged_pointer.h"
#include "reference/rows/data_type.h"
#include "reference/status/check.h"

namespace interlock::reference {

enum class KeyMode : std::uint8_t {
  kOneInteger,  // one integer, the same type on both sides: 8 bytes
  kFixed,       // a fixed number of bytes
  kVariable,    // a length and that many bytes
};

/// The bytes of a key. The owner of the bytes is whoever made it.
struct KeyBytes {
  const std::uint8_t* data = nullptr;
  std::int64_t size_bytes = 0;
};

/// A field of the byte table: `size_bytes` -1 stands for "depends on the row".
struct LayoutField {
  std::string name;
  std::int64_t offset = 0;  // -1: behind a field whose size depends on the row
  std::int64_t size_bytes = 0;
  std::string access;  // how the probe touches it
};

/// What a layout depends on.
struct LayoutParameters {
  std::vector<DataType> column_types;  // stored columns, in stored order
  KeyMode key_mode = KeyMode::kOneInteger;
  std::int64_t fixed_key_size_bytes = 8;  // kOneInteger (8) and kFixed
  bool is_key_inlined = false;            // the key is the first columns
  bool has_flag = false;
};

/// Layout of a build row. Thread-compatible.
template <typename LengthT>
class IL_LAYOUT(build_row) BasicRowLayout {
 public:
  static constexpr std::int64_t kNextOffset IL_FIELD(next, 0, 8, plain) = 0;
  static constexpr std::int64_t kNullMapOffset IL_FIELD(flag_word, 8, has_flag() ? 4 : 0,
                                                        atomic) = 8;
  static constexpr std::int64_t kFlagWordSizeBytes = 4;
  static constexpr std::int64_t kRowAlignment = 8;
  static constexpr std::int64_t kLengthSizeBytes = sizeof(LengthT);
  static constexpr std::int64_t kLengthMax =
      std::numeric_limits<LengthT>::max() < std::uint64_t{1} << 32
          ? static_cast<std::int64_t>(std::numeric_limits<LengthT>::max())
          : (std::int64_t{1} << 32) - 1;
  /// Bit 0 of the null map, in the first byte and in the little-endian word.
  static constexpr std::uint32_t kFlagMask = 0x80;

  BasicRowLayout() : BasicRowLayout(LayoutParameters()) {}
  explicit BasicRowLayout(const LayoutParameters& parameters)
      : parameters_(parameters),
        null_map_size_bytes_(NullMapSizeBytes(column_count(), parameters.has_flag)) {
    IL_CHECK(parameters.fixed_key_size_bytes >= 0);
  }

  /// Returns L for `column_count` stored columns.
  static constexpr std::int64_t NullMapSizeBytes(std::int64_t column_count, bool has_flag) {
    if (!has_flag) return (column_count + 7) / 8;
    return kFlagWordSizeBytes * ((column_count + 1 + 31) / 32);
  }

  const LayoutParameters& parameters() const { return parameters_; }
  std::int64_t column_count() const {
    return static_cast<std::int64_t>(parameters_.column_types.size());
  }
  DataType column_type(std::int64_t column) const {
    return parameters_.column_types[static_cast<std::size_t>(column)];
  }
  bool has_flag() const { return parameters_.has_flag; }
  bool is_key_inlined() const { return parameters_.is_key_inlined; }
  KeyMode key_mode() const { return parameters_.key_mode; }
  std::int64_t null_map_size_bytes() const { return null_map_size_bytes_; }
  std::int64_t key_length_offset() const
      IL_FIELD(key_length, key_length_offset(), key_offset() - key_length_offset(), plain) {
    return kNullMapOffset + null_map_size_bytes_;
  }
  /// The key, unless it is inlined, and the columns.
  std::int64_t key_offset() const IL_FIELD(data, key_offset(), rest, plain) {
    return key_length_offset() + (key_mode() == KeyMode::kVariable ? kLengthSizeBytes : 0);
  }
  /// Returns the number of a column's bit in the null map. Requires: there is such a column.
  std::int64_t NullBit(std::int64_t column) const {
    IL_CHECK(column >= 0 && column < column_count());
    return has_flag() ? column + 1 : column;
  }

  /// Returns `size_bytes` rounded up to the alignment of rows.
  static constexpr std::int64_t AlignUp(std::int64_t size_bytes) {
    return (size_bytes + kRowAlignment - 1) / kRowAlignment * kRowAlignment;
  }

  // --- Fields that a split worker writes; the row is its own
  // --------------------------------------

  void SetNull(std::uint8_t* row, std::int64_t column) const {
    const std::int64_t bit = NullBit(column);
    row[kNullMapOffset + bit / 8] |= static_cast<std::uint8_t>(1 << (7 - bit % 8));
  }
  /// Writes a length and returns the place behind it. Requires: 0 <= length <= kLengthMax.
  static std::uint8_t* StoreLength(std::uint8_t* place, std::int64_t length) {
    IL_CHECK(length >= 0 && length <= kLengthMax);
    const LengthT stored = static_cast<LengthT>(length);
    std::memcpy(place, &stored, sizeof(stored));
    return place + sizeof(stored);
  }
  static std::int64_t LoadLength(const std::uint8_t* place) {
    LengthT stored = 0;
    std::memcpy(&stored, place, sizeof(stored));
    return static_cast<std::int64_t>(stored);
  }

  // --- The chain: written by the one table builder that inserts the row
  // ---------------------------

  static TaggedPointer Next(const std::uint8_t* row) {
    return TaggedPointer::Load(row + kNextOffset);
  }
  static void SetNext(std::uint8_t* row, TaggedPointer next) { next.Store(row + kNextOffset); }

  // --- The probe
  // ----------------------------------------------------------------------------------

  /// Marks the row as matched by at least one probe row.
  ///
  /// Layout:   the 4-byte word at row + 8, which belongs to the null map alone.
  /// Requires: has_flag().
  /// Threads:  any number of probe workers at once.
  /// Ordering: relaxed load and relaxed store, no read-modify-write: after the build no other bit
  /// of
  ///           the word changes, so all writers store the same word. B3 publishes it to the scan.
  void SetUsed(std::uint8_t* row) const {
    IL_CHECK(has_flag());  // without it, the word has bytes of the key
    const AtomicRef<std::uint32_t> word(FlagWord(row));
    const std::uint32_t old = word.LoadRelaxed();  // pairs with nothing: any value is a right one
    if ((old & kFlagMask) != 0) return;
    word.StoreRelaxed(old | kFlagMask);  // the join of the probe workers orders it for the scan
  }
  /// Returns whether some probe worker already marked the row. Requires, threads: as SetUsed.
  bool IsUsedAtomic(std::uint8_t* row) const {
    IL_CHECK(has_flag());
    const AtomicRef<std::uint32_t> word(FlagWord(row));
    return (word.LoadRelaxed() & kFlagMask) != 0;  // a hint: a stale answer costs work, no row
  }
  /// Returns whether a probe worker marked the row. Requires: has_flag(); B3 has passed.
  bool IsUsedPlain(const std::uint8_t* row) const {
    IL_CHECK(has_flag());
    std::uint32_t word = 0;
    std::memcpy(&word, row + kNullMapOffset, sizeof(word));
    return (word & kFlagMask) != 0;
  }
  /// Returns whether a column is NULL. In the probe the first 31 columns of a row with a flag share
  /// its word, and are read through it.
  bool IsNull(std::uint8_t* row, std::int64_t column) const {
    const std::int64_t bit = NullBit(column);
    if (has_flag() && bit < 8 * kFlagWordSizeBytes) {
      const AtomicRef<std::uint32_t> word(FlagWord(row));
      const std::uint32_t mask = std::uint32_t{1} << (7 - bit % 8 + bit / 8 * 8);
      return (word.LoadRelaxed() & mask) != 0;  // null bits never change after the split
    }
    return (row[kNullMapOffset + bit / 8] >> (7 - bit % 8) & 1) != 0;
  }

  /// Returns the key of a row.
  KeyBytes Key(const std::uint8_t* row) const {
    if (key_mode() == KeyMode::kVariable) {
      return KeyBytes{row + key_offset(), LoadLength(row + key_length_offset())};
    }
    return KeyBytes{row + key_offset(), parameters_.fixed_key_size_bytes};
  }
  /// Returns the place of the first column.
  const std::uint8_t* Data(const std::uint8_t* row) const {
    const std::uint8_t* key = row + key_offset();
    if (is_key_inlined()) return key;
    return key + Key(row).size_bytes;
  }

  /// Returns the fields with their offsets, for people and for proofs: of `row`, or, if it is null,
  /// of any row.
  std::vector<LayoutField> Describe(const std::uint8_t* row = nullptr) const;

 private:
  // A word of 4 bytes at a multiple of 4, in storage that operator new made: rows start at
  // multiples of 8 and nothing else lives there.
  static std::uint32_t& FlagWord(std::uint8_t* row) {
    return *reinterpret_cast<std::uint32_t*>(row + kNullMapOffset);
  }

  LayoutParameters parameters_;
  std::int64_t null_map_size_bytes_ IL_FIELD(null_map, 8, null_map_size_bytes_, plain);
};

template <typename LengthT>
std::vector<LayoutField> BasicRowLayout<LengthT>::Describe(const std::uint8_t* row) const {
  std::vector<LayoutField> fields;
  std::int64_t offset = 0;
  const auto add = [&](const std::string& name, std::int64_t size_bytes, const char* access) {
    if (size_bytes == 0) return;
    fields.push_back(LayoutField{name, offset, size_bytes, access});
    if (offset >= 0) offset = size_bytes < 0 ? -1 : offset + size_bytes;
  };
  add("next", kNullMapOffset - kNextOffset, "read plainly");
  if (has_flag()) {
    add("null map, flag word", kFlagWordSizeBytes, "atomic load, atomic store");
    add("null map, rest", null_map_size_bytes_ - kFlagWordSizeBytes, "read plainly");
  } else {
    add("null map", null_map_size_bytes_, "read plainly");
  }
  const bool is_variable = key_mode() == KeyMode::kVariable;
  if (is_variable) add("key length", kLengthSizeBytes, "read plainly");
  if (!is_key_inlined()) {
    const std::int64_t fixed = is_variable ? -1 : parameters_.fixed_key_size_bytes;
    add("key", row == nullptr ? fixed : Key(row).size_bytes, "read plainly");
  }
  for (std::int64_t i = 0; i < column_count(); ++i) {
    const std::string name = "column " + std::to_string(i);
    if (IsFixed(column_type(i))) {
      add(name, kWordSizeBytes, "read plainly");
      continue;
    }
    const std::int64_t size_bytes = row == nullptr ? -1 : LoadLength(row + offset);
    add(name + " length", kLengthSizeBytes, "read plainly");
    add(name + " bytes", size_bytes, "read plainly");
  }
  add("padding", row == nullptr ? -1 : AlignUp(offset) - offset, "never");
  return fields;
}

/// The layout that the engine uses.
using RowLayout = BasicRowLayout<std::uint32_t>;

static_assert(RowLayout::NullMapSizeBytes(0, false) == 0);
static_assert(RowLayout::NullMapSizeBytes(23, true) == 4);
static_assert(RowLayout::NullMapSizeBytes(31, true) == 4);
static_assert(RowLayout::NullMapSizeBytes(32, true) == 8);

}  // namespace interlock::reference
