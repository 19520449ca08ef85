// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/spill/chunk_codec.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/unit/reference/spill/random_chunk.h"

namespace interlock::reference {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr DataType kAllTypes[] = {DataType::kInt64, DataType::kUint64, DataType::kDouble,
                                  DataType::kBytes};

void ExpectRoundTrip(const Chunk& chunk, const std::vector<DataType>& types) {
  Bytes payload(3, 9);  // what was in it before goes
  EncodeChunk(chunk, payload);
  Chunk back;
  const Status status = DecodeChunk(payload, types, back);
  ASSERT_TRUE(status.ok()) << status.message();
  ExpectSameChunk(back, chunk);
  Bytes again;
  EncodeChunk(back, again);
  EXPECT_EQ(again, payload);
}

Chunk ChunkOf(const std::vector<DataType>& types, const std::vector<Row>& rows) {
  Chunk chunk;
  chunk.Reset(types);
  for (const Row& row : rows) chunk.AppendRow(row);
  return chunk;
}

TEST(ChunkCodec, WritesTheDocumentedBytes) {
  const std::vector<DataType> types = {DataType::kUint64, DataType::kBytes, DataType::kInt64};
  const Chunk chunk = ChunkOf(types, {{Value(std::uint64_t{7}), Value(std::string("ab")), Value()},
                                      {Value(std::uint64_t{300}), Value(), Value(std::int64_t{-1})},
                                      {Value(std::uint64_t{1}), Value(std::string("")), Value()}});
  Bytes payload;
  EncodeChunk(chunk, payload);
  const Bytes expected = {3,    0,    0,   0,   3,   0,   0,   0,  // rows, columns
                          0x09, 7,    0,   44,  1,   1,   0,       // uint64, 2 bytes per cell
                          0x07, 0x02, 2,   0,   'a', 'b',          // bytes, row 1 NULL
                          0x1c, 0x05, 255, 255, 255, 255, 255, 255,
                          255,  255};  // int64, rows 0 and 2 NULL
  EXPECT_EQ(payload, expected);
}

TEST(ChunkCodec, EndsOfEveryTypeComeBack) {
  const std::vector<DataType> types(std::begin(kAllTypes), std::end(kAllTypes));
  const auto word = [](DataType type, std::uint64_t bits) { return Value::FromWord(type, bits); };
  std::vector<Row> rows;
  for (const std::uint64_t bits : {std::uint64_t{0}, std::uint64_t{1} << 63, ~std::uint64_t{0},
                                   std::uint64_t{0xfff4dead0000beef}}) {
    rows.push_back({word(DataType::kInt64, bits), word(DataType::kUint64, bits),
                    word(DataType::kDouble, bits), Value(std::string(bits % 300, '\0'))});
  }
  rows.push_back({Value(), Value(), Value(), Value()});
  ExpectRoundTrip(ChunkOf(types, rows), types);
  ExpectRoundTrip(ChunkOf(types, {rows.back()}), types);
  ExpectRoundTrip(ChunkOf(types, {}), types);
}

TEST(ChunkCodec, RowsWithoutColumnsComeBack) {
  Chunk chunk;
  chunk.Reset({});
  chunk.SetRowCount(1000);
  ExpectRoundTrip(chunk, {});
}

TEST(ChunkCodec, CellsTakeTheSmallestSizeThatHoldsThem) {
  const struct {
    std::uint64_t largest;
    std::size_t cell_size;
  } cases[] = {{0, 1},     {255, 1},        {256, 2},        {65535, 2},
               {65536, 4}, {0xffffffff, 4}, {1ull << 32, 8}, {~0ull >> 1, 8}};
  for (const auto& c : cases) {
    Chunk chunk = ChunkOf({DataType::kUint64}, {});
    for (int i = 0; i < 1024; ++i) chunk.AppendRow({Value(i % 2 == 0 ? c.largest : 0)});
    Bytes payload;
    EncodeChunk(chunk, payload);
    EXPECT_EQ(payload.size(), 9 + 1024 * c.cell_size) << c.largest;
    ExpectRoundTrip(chunk, {DataType::kUint64});
  }
}

TEST(ChunkCodec, RowsOfOneLengthStoreItOnce) {
  const std::vector<DataType> types = {DataType::kBytes};
  const auto expect_size = [&types](const std::vector<Row>& rows, std::size_t size) {
    const Chunk chunk = ChunkOf(types, rows);
    Bytes payload;
    EncodeChunk(chunk, payload);
    EXPECT_EQ(payload.size(), size);
    ExpectRoundTrip(chunk, types);
  };
  const Row abc = {Value(std::string("abc"))};
  const Row nothing = {Value(std::string())};
  expect_size({abc}, 9 + 1 + 3);
  expect_size({abc, abc, abc}, 9 + 1 + 3 * 3);
  expect_size({abc, {Value()}, abc}, 9 + 1 + 1 + 2 * 3);  // and a bitmap
  expect_size({abc, nothing, abc}, 9 + 3 + 2 * 3);
  expect_size({nothing, nothing, nothing}, 9 + 1);
  expect_size({{Value()}, {Value()}}, 9 + 1);
  const std::size_t large_size = 300;  // a length of two bytes
  const Row large = {Value(std::string(large_size, 'x'))};
  expect_size(std::vector<Row>(1024, large), 9 + 2 + 1024 * large_size);
}

TEST(ChunkCodec, RandomChunksComeBack) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const std::vector<DataType> types =
        RandomTypes(static_cast<std::int64_t>(random() % 6), random);
    const std::int64_t row_counts[] = {
        0, 1, 7, 8, 9, 1024, static_cast<std::int64_t>(random() % 99)};
    Chunk chunk;
    FillRandomly(types, row_counts[random() % std::size(row_counts)], random, chunk);
    ExpectRoundTrip(chunk, types);
  }
}

void ExpectDamage(const Bytes& payload, const std::vector<DataType>& types,
                  const std::string& message) {
  Chunk chunk;
  const Status status = DecodeChunk(payload, types, chunk);
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_EQ(status.message(), "spilled chunk is damaged: " + message);
  EXPECT_EQ(chunk.row_count(), 0);
  for (std::int64_t i = 0; i < chunk.column_count(); ++i) {
    EXPECT_EQ(chunk.column(i).row_count(), 0);
  }
}

TEST(ChunkCodec, NamesWhatIsWrong) {
  const std::vector<DataType> word = {DataType::kInt64};
  const std::vector<DataType> bytes = {DataType::kBytes};
  const Bytes one_row = {1, 0, 0, 0, 1, 0, 0, 0};
  const auto with = [&one_row](const Bytes& rest) {
    Bytes payload = one_row;
    payload.insert(payload.end(), rest.begin(), rest.end());
    return payload;
  };
  ExpectDamage({}, word, "row count is cut off column=-1 offset=0");
  ExpectDamage({1, 4, 0, 0, 1, 0, 0, 0}, word, "too many rows column=-1 offset=4");
  ExpectDamage({1, 0, 0, 0, 1}, word, "column count is cut off column=-1 offset=4");
  ExpectDamage(one_row, {}, "wrong column count column=-1 offset=8");
  ExpectDamage(one_row, word, "tag is cut off column=0 offset=8");
  ExpectDamage(with({0x20}), word, "unknown tag column=0 offset=9");
  ExpectDamage(with({0x01}), word, "wrong type column=0 offset=9");
  ExpectDamage(with({0x04}), word, "null bitmap is cut off column=0 offset=9");
  ExpectDamage(with({0x04, 2}), word,
               "null bitmap marks a row behind the last one column=0 offset=10");
  ExpectDamage(with({0x04, 0, 1}), word, "null bitmap marks no row column=0 offset=10");
  ExpectDamage(with({0x08, 1}), word, "cell is cut off column=0 offset=9");
  ExpectDamage(with({0x00, 1, 1}), word, "bytes behind the last column column=1 offset=10");
  ExpectDamage(with({0x13, 0}), bytes, "unknown tag column=0 offset=9");
  ExpectDamage(with({0x0b, 0x80}), bytes, "length is cut off or too long column=0 offset=9");
  ExpectDamage({2, 0, 0, 0, 1, 0, 0, 0, 0x0b, 2, 'a', 'b', 'c'}, bytes,
               "bytes are cut off column=0 offset=12");
  ExpectDamage(with({0x03, 0x80}), bytes, "length is cut off or too long column=0 offset=9");
  ExpectDamage(with({0x03, 2, 'a'}), bytes, "bytes are cut off column=0 offset=10");
}

TEST(ChunkCodec, EveryTruncationIsNoticed) {
  std::mt19937_64 random(7);
  const std::vector<DataType> types(std::begin(kAllTypes), std::end(kAllTypes));
  Chunk chunk;
  FillRandomly(types, 20, random, chunk);
  Bytes payload;
  EncodeChunk(chunk, payload);
  Chunk back;
  while (!payload.empty()) {
    payload.pop_back();
    EXPECT_EQ(DecodeChunk(payload, types, back).code(), StatusCode::kDataLoss) << payload.size();
  }
}

// The codec has no checksum: a mutation may be another valid chunk. It must then be one in every
// respect, and whatever it is, decoding it is defined (run under the sanitizers).
TEST(ChunkCodec, MutatedPayloadsNeverDoMoreThanFail) {
  std::int64_t refused_count = 0;
  for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const std::vector<DataType> types =
        RandomTypes(1 + static_cast<std::int64_t>(random() % 4), random);
    Chunk chunk;
    FillRandomly(types, static_cast<std::int64_t>(random() % 30), random, chunk);
    Bytes payload;
    EncodeChunk(chunk, payload);
    for (std::uint64_t i = random() % 4; i < 4; ++i) {
      const std::size_t position = random() % payload.size();
      switch (random() % 3) {
        case 0:
          payload[position] = static_cast<std::uint8_t>(random());
          break;
        case 1:
          payload.insert(payload.begin() + static_cast<std::ptrdiff_t>(position),
                         static_cast<std::uint8_t>(random()));
          break;
        default:
          payload.erase(payload.begin() + static_cast<std::ptrdiff_t>(position));
      }
    }
    Chunk back;
    const Status status = DecodeChunk(payload, types, back);
    if (status.ok()) {
      ExpectRoundTrip(back, types);
    } else {
      ++refused_count;
      EXPECT_EQ(status.code(), StatusCode::kDataLoss);
      EXPECT_EQ(back.row_count(), 0);
    }
  }
  EXPECT_GT(refused_count, 2000);
}

TEST(ChunkCodec, RandomBytesNeverDoMoreThanFail) {
  for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
    std::mt19937_64 random(seed);
    const std::vector<DataType> types =
        RandomTypes(static_cast<std::int64_t>(random() % 4), random);
    // Plausible counts, so that the columns are reached.
    Bytes payload = {static_cast<std::uint8_t>(random() % 40), 0, 0, 0,
                     static_cast<std::uint8_t>(types.size()),  0, 0, 0};
    for (std::uint64_t i = random() % 300; i > 0; --i) {
      payload.push_back(static_cast<std::uint8_t>(random()));
    }
    Chunk back;
    const Status status = DecodeChunk(payload, types, back);
    EXPECT_TRUE(status.ok() || status.code() == StatusCode::kDataLoss) << "seed " << seed;
  }
}

}  // namespace
}  // namespace interlock::reference
