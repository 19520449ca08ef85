// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The oracle of the join tests: the join by definition, every left row against every right row.
//
// Thread safety: free functions without state.

#include <algorithm>
#include <string>
#include <vector>

#include "reference/join/hash_join_v1.h"
#include "reference/rows/chunk.h"

namespace interlock::reference {

inline std::string RowText(const Row& row) {
  std::string text;
  for (const Value& value : row) text += value.ToText() + " | ";
  return text;
}

/// Rows as texts, in the order given.
inline std::vector<std::string> RowTexts(const std::vector<Row>& rows) {
  std::vector<std::string> texts;
  for (const Row& row : rows) texts.push_back(RowText(row));
  return texts;
}

/// Rows as sorted texts: equal exactly if both hold the same rows equally often.
inline std::vector<std::string> SortedRowTexts(const std::vector<Row>& rows) {
  std::vector<std::string> texts = RowTexts(rows);
  std::sort(texts.begin(), texts.end());
  return texts;
}

/// Returns the types of the columns of `rows`; a column without a value counts as kInt64.
inline std::vector<DataType> ColumnTypesOf(const std::vector<Row>& rows, std::size_t column_count) {
  std::vector<DataType> types(column_count, DataType::kInt64);
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < column_count; ++i) {
      for (DataType type : {DataType::kUint64, DataType::kDouble, DataType::kBytes}) {
        if (!row[i].is_null() && row[i].Fits(type)) types[i] = type;
      }
    }
  }
  return types;
}

/// Joins by definition; rows come out in left order, then right order.
inline std::vector<Row> NestedLoopJoin(const std::vector<Row>& left, std::size_t left_key,
                                       const std::vector<Row>& right, std::size_t right_key,
                                       std::size_t right_column_count, JoinKind kind) {
  std::vector<Row> result;
  for (const Row& l : left) {
    bool is_matched = false;
    for (const Row& r : right) {
      if (!l[left_key].EqualsAsKey(r[right_key])) continue;
      is_matched = true;
      Row row = l;
      row.insert(row.end(), r.begin(), r.end());
      result.push_back(row);
    }
    if (is_matched || kind != JoinKind::kLeftOuter) continue;
    Row row = l;
    row.resize(row.size() + right_column_count);
    result.push_back(row);
  }
  return result;
}

}  // namespace interlock::reference
