// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// DataSet: the two tables of a measured join, a pure function of their specification, so that every
// engine can be given the same bits.
//
// Thread safety: thread-compatible; read by any number of threads once it is made.
//
// Invariants
//   1. Every chunk but the last one of a table is full.
//   2. Build keys are unique but for ProbeKeys::kFourEach, where each stands four times.
//
// Layout: key columns first (one, or two for KeyKind::kTwoInt64), then payload columns below 2^20.

#include <cstdint>
#include <string>
#include <vector>

#include "reference/rows/chunk.h"
#include "reference/rows/data_type.h"

namespace interlock::bench {

enum class KeyKind : std::uint8_t { kInt64, kTwoInt64, kBytes };  // bytes: 8 to 24 of them

/// What the probe rows ask for.
enum class ProbeKeys : std::uint8_t {
  kUniform,   // every row has a partner
  kZipf,      // the same, by Zipf's law with exponent 1
  kOneInTen,  // one row in ten has a partner
  kFourEach,  // every row has four partners
};

/// What makes a data set. Thread-compatible.
struct DataSetSpec {
  std::int64_t build_row_count = 0;
  std::int64_t probe_row_count = 0;
  ProbeKeys probe_keys = ProbeKeys::kUniform;
  KeyKind key_kind = KeyKind::kInt64;
  std::int64_t payload_column_count = 1;
  std::uint64_t seed = 42;

  /// Returns a name such as 1000k_x_10000k_uniform_i64_p1.
  std::string Name() const;
};

/// A table in memory. Thread-compatible.
struct Table {
  std::vector<reference::DataType> types;
  std::int64_t key_column_count = 0;
  std::int64_t row_count = 0;
  std::vector<reference::Chunk> chunks;

  /// Returns the bytes of all cells: words and byte strings, without NULL marks and offsets.
  std::int64_t CellBytes() const;
};

/// Build and probe table. Thread-compatible.
struct DataSet {
  DataSetSpec spec;
  Table build;
  Table probe;
};

DataSet MakeDataSet(const DataSetSpec& spec);

}  // namespace interlock::bench
