// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// SerializedKeys: the keys of the rows of a chunk as bytes that are equal exactly if the keys are.
//
// Thread safety: thread-compatible; each worker has its own.
//
// Invariants
//   1. The keys of a build chunk and of a probe chunk, serialized by one plan, are equal as bytes
//      exactly if all parts of the key are equal; a row with a NULL part is not valid.
//   2. Invalid rows have a key of zero bytes (fixed modes: of zeros).
//
// Layout: part by part. Integers: 8 bytes, lowest first, after a byte that is 1 for a negative
// number if the sides differ in signedness. Doubles: 8 bytes, with one zero and one NaN. Bytes: a
// 4-byte length, if the plan says so, and the bytes.

#include <cstdint>
#include <vector>

#include "reference/expression/truth_value.h"
#include "reference/join/join_plan.h"
#include "reference/rows/chunk.h"

namespace interlock::reference {

/// Which child's chunk is serialized.
enum class KeySide : std::uint8_t { kBuild, kProbe };

/// The keys of one chunk. Thread-compatible.
class SerializedKeys {
 public:
  /// Serializes the keys of `chunk`, whose key columns are those of the child, moved by
  /// `first_column`. Rows whose `filter_truths` is not kTrue are not valid (empty: all pass).
  void Serialize(const JoinPlan& plan, KeySide side, const Chunk& chunk, std::int64_t first_column,
                 const std::vector<TruthValue>& filter_truths);
  /// Takes valid keys from a column that holds them.
  void Take(const Column& keys);

  std::int64_t row_count() const { return static_cast<std::int64_t>(is_valid_.size()); }
  bool IsValid(std::int64_t row_index) const {
    return is_valid_[static_cast<std::size_t>(row_index)] != 0;
  }
  KeyBytes KeyAt(std::int64_t row_index) const {
    const std::size_t row = static_cast<std::size_t>(row_index);
    return KeyBytes{bytes_.data() + offsets_[row],
                    static_cast<std::int64_t>(offsets_[row + 1] - offsets_[row])};
  }

 private:
  void FindValidRows(const JoinPlan& plan, KeySide side, const Chunk& chunk,
                     std::int64_t first_column, const std::vector<TruthValue>& filter_truths);
  void AppendPart(const JoinPlan& plan, const KeyPart& part, DataType type, const Column& column,
                  std::int64_t row_index);
  void AppendWord(std::uint64_t word);

  std::vector<std::uint8_t> is_valid_;
  std::vector<std::uint8_t> bytes_;
  std::vector<std::size_t> offsets_;  // row_count() + 1
};

}  // namespace interlock::reference
