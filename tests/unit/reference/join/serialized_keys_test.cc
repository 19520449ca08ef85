// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/serialized_keys.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string_view>

#include "tests/unit/reference/join/small_join.h"

namespace interlock::reference {
namespace {

constexpr std::uint64_t kHighBit = std::uint64_t{1} << 63;

std::string_view BytesOf(const SerializedKeys& keys, std::int64_t row) {
  const KeyBytes key = keys.KeyAt(row);
  return std::string_view(reinterpret_cast<const char*>(key.data),
                          static_cast<std::size_t>(key.size_bytes));
}

/// Values of a type that are told apart, or not, by few bits.
std::vector<Value> SamplesOf(DataType type) {
  switch (type) {
    case DataType::kInt64:
      return {Value(), Int(0), Int(5), Int(-1), Int(std::numeric_limits<std::int64_t>::min())};
    case DataType::kUint64:
      return {Value(), Unsigned(0), Unsigned(5), Unsigned(~std::uint64_t{0}), Unsigned(kHighBit)};
    case DataType::kDouble:
      return {Value(),
              Value(0.0),
              Value(-0.0),
              Value(5.0),
              Value::FromWord(type, 0x7ff8000000000000),
              Value::FromWord(type, 0xfff4dead0000beef)};
    case DataType::kBytes:
      return {Value(),
              Text(""),
              Text("a"),
              Text("ab"),
              Text("b"),
              Text(std::string("\1\0\0\0a", 5)),
              Text(std::string("\0", 1))};
  }
  return {};
}

/// Equality of keys, by definition.
bool AreEqual(const Value& a, const Value& b) {
  if (a.kind() == ValueKind::kDouble) {
    return a.floating() == b.floating() || (std::isnan(a.floating()) && std::isnan(b.floating()));
  }
  if (a.kind() == ValueKind::kBytes) return a.bytes() == b.bytes();
  const bool a_negative = a.kind() == ValueKind::kInteger && a.integer() < 0;
  const bool b_negative = b.kind() == ValueKind::kInteger && b.integer() < 0;
  return a_negative == b_negative && a.word() == b.word();
}

/// Returns every row of one sample for each column.
std::vector<Row> Combinations(const std::vector<DataType>& types) {
  std::vector<Row> rows(1);
  for (const DataType type : types) {
    std::vector<Row> longer;
    for (const Row& row : rows) {
      for (const Value& value : SamplesOf(type)) {
        longer.push_back(row);
        longer.back().push_back(value);
      }
    }
    rows.swap(longer);
  }
  return rows;
}

/// Returns a chunk of rows of which there may be more than a chunk holds in the engine.
std::vector<Chunk> ChunksOf(const std::vector<DataType>& types, const std::vector<Row>& rows) {
  std::vector<Chunk> chunks;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i % Chunk::kMaxRowCount == 0) chunks.push_back(ChunkOf(types, {}));
    chunks.back().AppendRow(rows[i]);
  }
  return chunks;
}

struct Serialized {
  std::vector<std::string> bytes;
  std::vector<bool> is_valid;
};

Serialized SerializeAll(const JoinPlan& plan, KeySide side, const std::vector<Row>& rows) {
  Serialized result;
  const std::vector<DataType>& types =
      side == KeySide::kBuild ? plan.build_types : plan.probe_types;
  for (const Chunk& chunk : ChunksOf(types, rows)) {
    SerializedKeys keys;
    keys.Serialize(plan, side, chunk, 0, {});
    EXPECT_EQ(keys.row_count(), chunk.row_count());
    for (std::int64_t i = 0; i < chunk.row_count(); ++i) {
      result.bytes.emplace_back(BytesOf(keys, i));
      result.is_valid.push_back(keys.IsValid(i));
    }
  }
  return result;
}

bool HasNull(const Row& row) {
  for (const Value& value : row) {
    if (value.is_null()) return true;
  }
  return false;
}

bool AreRowsEqual(const Row& a, const Row& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!AreEqual(a[i], b[i])) return false;
  }
  return true;
}

JoinPlan PlanOfKeys(const std::vector<DataType>& build_types,
                    const std::vector<DataType>& probe_types) {
  std::vector<std::int64_t> keys;
  for (std::size_t i = 0; i < build_types.size(); ++i) keys.push_back(static_cast<std::int64_t>(i));
  return PlanOf(KeyJoin(JoinType::kInner, JoinSide::kRight, keys, keys), Numbers(1, 1), probe_types,
                build_types);
}

/// Checks invariants 1 and 2 for every pair of rows of samples.
void ExpectEqualBytesExactlyForEqualKeys(const std::vector<DataType>& build_types,
                                         const std::vector<DataType>& probe_types) {
  const JoinPlan plan = PlanOfKeys(build_types, probe_types);
  const std::vector<Row> build_rows = Combinations(build_types);
  const std::vector<Row> probe_rows = Combinations(probe_types);
  const Serialized build = SerializeAll(plan, KeySide::kBuild, build_rows);
  const Serialized probe = SerializeAll(plan, KeySide::kProbe, probe_rows);
  const std::string zeros(static_cast<std::size_t>(plan.layout.parameters().fixed_key_size_bytes),
                          '\0');
  for (std::size_t b = 0; b < build_rows.size(); ++b) {
    ASSERT_EQ(build.is_valid[b], !HasNull(build_rows[b]));
    if (!build.is_valid[b]) {
      ASSERT_EQ(build.bytes[b], zeros);
    }
  }
  std::int64_t mismatch_count = 0;
  for (std::size_t b = 0; b < build_rows.size(); ++b) {
    for (std::size_t p = 0; p < probe_rows.size(); ++p) {
      if (!build.is_valid[b] || !probe.is_valid[p]) continue;
      const bool are_equal = AreRowsEqual(build_rows[b], probe_rows[p]);
      if ((build.bytes[b] == probe.bytes[p]) != are_equal) ++mismatch_count;
    }
  }
  EXPECT_EQ(mismatch_count, 0) << testing::PrintToString(build_types) << " "
                               << testing::PrintToString(probe_types);
}

struct PartTypes {
  DataType build, probe;
};

/// The pairs of types that a part of a key may have.
constexpr PartTypes kPartTypes[] = {
    {DataType::kInt64, DataType::kInt64},   {DataType::kUint64, DataType::kUint64},
    {DataType::kInt64, DataType::kUint64},  {DataType::kUint64, DataType::kInt64},
    {DataType::kDouble, DataType::kDouble}, {DataType::kBytes, DataType::kBytes}};

TEST(SerializedKeys, EqualBytesExactlyForEqualKeysOfOnePart) {
  for (const PartTypes& a : kPartTypes) ExpectEqualBytesExactlyForEqualKeys({a.build}, {a.probe});
}

TEST(SerializedKeys, EqualBytesExactlyForEqualKeysOfTwoParts) {
  for (const PartTypes& a : kPartTypes) {
    for (const PartTypes& b : kPartTypes) {
      ExpectEqualBytesExactlyForEqualKeys({a.build, b.build}, {a.probe, b.probe});
    }
  }
}

TEST(SerializedKeys, EqualBytesExactlyForEqualKeysOfThreeParts) {
  const DataType bytes = DataType::kBytes;
  for (const PartTypes& a : kPartTypes) {
    ExpectEqualBytesExactlyForEqualKeys({bytes, a.build, bytes}, {bytes, a.probe, bytes});
    ExpectEqualBytesExactlyForEqualKeys({a.build, bytes, DataType::kDouble},
                                        {a.probe, bytes, DataType::kDouble});
  }
}

TEST(SerializedKeys, WritesTheBytesOfTheLayout) {
  using std::string;
  const DataType i = DataType::kInt64, u = DataType::kUint64, d = DataType::kDouble,
                 b = DataType::kBytes;
  const struct {
    std::vector<DataType> build_types, probe_types;
    Row row;  // of the build side
    string bytes;
  } cases[] = {
      {{i}, {i}, {Int(5)}, string("\5\0\0\0\0\0\0\0", 8)},
      {{i}, {u}, {Int(-1)}, "\1" + string(8, '\xff')},
      {{i}, {u}, {Int(5)}, string("\0\5\0\0\0\0\0\0\0", 9)},
      {{u}, {i}, {Unsigned(~std::uint64_t{0})}, string(1, '\0') + string(8, '\xff')},
      {{d}, {d}, {Value(1.0)}, string("\0\0\0\0\0\0\xf0\x3f", 8)},
      {{d}, {d}, {Value(-0.0)}, string(8, '\0')},
      {{d}, {d}, {Value(std::nan("1"))}, string("\0\0\0\0\0\0\xf8\x7f", 8)},
      {{b}, {b}, {Text("ab")}, string("\2\0\0\0ab", 6)},  // inlined: as the column
      {{b, b}, {b, b}, {Text("a"), Text("")}, string("\1\0\0\0a\0\0\0\0", 9)},
      // Not inlined because of the double, and one variable part: no length.
      {{b, d}, {b, d}, {Text("ab"), Value(1.0)}, string("ab\0\0\0\0\0\0\xf0\x3f", 10)},
      {{b, d, b},
       {b, d, b},
       {Text("a"), Value(0.0), Text("b")},
       string("\1\0\0\0a\0\0\0\0\0\0\0\0\1\0\0\0b", 18)},
  };
  for (const auto& c : cases) {
    const JoinPlan plan = PlanOfKeys(c.build_types, c.probe_types);
    EXPECT_EQ(SerializeAll(plan, KeySide::kBuild, {c.row}).bytes[0], c.bytes);
  }
}

TEST(SerializedKeys, RowsThatTheFilterRefusesAreNotValid) {
  const JoinPlan plan = PlanOfKeys({DataType::kInt64}, {DataType::kInt64});
  const Chunk chunk =
      ChunkOf({DataType::kInt64}, {{Int(1)}, {Int(2)}, {Int(3)}, {Value()}, {Int(4)}});
  SerializedKeys keys;
  keys.Serialize(plan, KeySide::kProbe, chunk, 0,
                 {TruthValue::kTrue, TruthValue::kFalse, TruthValue::kNull, TruthValue::kTrue,
                  TruthValue::kTrue});
  const bool expected[] = {true, false, false, false, true};
  for (std::int64_t row = 0; row < 5; ++row) {
    EXPECT_EQ(keys.IsValid(row), expected[row]) << row;
    if (!keys.IsValid(row)) {
      EXPECT_EQ(BytesOf(keys, row), std::string(8, '\0'));
    }
  }
  EXPECT_EQ(BytesOf(keys, 4), std::string("\4\0\0\0\0\0\0\0", 8));
}

TEST(SerializedKeys, ReadsColumnsFromWhereTheChildBegins) {
  const JoinPlan plan =
      PlanOfKeys({DataType::kInt64, DataType::kBytes}, {DataType::kInt64, DataType::kBytes});
  const Chunk plain = ChunkOf(plan.probe_types, {{Int(7), Text("x")}, {Int(8), Value()}});
  const Chunk moved =
      ChunkOf({DataType::kUint64, DataType::kBytes, DataType::kInt64, DataType::kBytes},
              {{Unsigned(1), Text("k"), Int(7), Text("x")}, {Value(), Text(""), Int(8), Value()}});
  SerializedKeys keys, moved_keys;
  keys.Serialize(plan, KeySide::kProbe, plain, 0, {});
  moved_keys.Serialize(plan, KeySide::kProbe, moved, 2, {});
  for (std::int64_t row = 0; row < 2; ++row) {
    EXPECT_EQ(moved_keys.IsValid(row), keys.IsValid(row));
    EXPECT_EQ(BytesOf(moved_keys, row), BytesOf(keys, row));
  }
}

TEST(SerializedKeys, TakesKeysAsTheyAre) {
  const std::vector<std::string> expected = {"abc", "", std::string("\0x", 2)};
  Column column(DataType::kBytes);
  for (const std::string& key : expected) column.AppendBytes(key);
  SerializedKeys keys;
  keys.Take(column);
  ASSERT_EQ(keys.row_count(), 3);
  for (std::int64_t row = 0; row < 3; ++row) {
    EXPECT_TRUE(keys.IsValid(row));
    EXPECT_EQ(BytesOf(keys, row), expected[static_cast<std::size_t>(row)]);
  }
}

}  // namespace
}  // namespace interlock::reference
