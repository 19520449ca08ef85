// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/spill/payload_reader.h"

#include <gtest/gtest.h>

#include <limits>

#include "reference/spill/little_endian.h"

namespace interlock::reference {
namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

TEST(LittleEndian, LowestByteFirst) {
  std::uint8_t bytes[8] = {9, 9, 9, 9, 9, 9, 9, 9};
  StoreLittleEndian(0x0102030405060708, 4, bytes);
  EXPECT_EQ(bytes[0], 8);
  EXPECT_EQ(bytes[3], 5);
  EXPECT_EQ(bytes[4], 9);
  EXPECT_EQ(LoadLittleEndian(bytes, 4), 0x05060708u);
  StoreLittleEndian(kMax - 1, 8, bytes);
  EXPECT_EQ(LoadLittleEndian(bytes, 8), kMax - 1);
}

TEST(PayloadReader, ReadsVarintsOfEveryLength) {
  const struct {
    std::uint64_t value;
    std::size_t size;
  } cases[] = {{0, 1},     {127, 1},        {128, 2},        {16383, 2},
               {16384, 3}, {1ull << 32, 5}, {1ull << 62, 9}, {kMax, 10}};
  for (const auto& c : cases) {
    std::vector<std::uint8_t> payload;
    AppendVarint(c.value, payload);
    EXPECT_EQ(payload.size(), c.size);
    PayloadReader reader(payload);
    std::uint64_t value = 1;
    ASSERT_TRUE(reader.ReadVarint(value));
    EXPECT_EQ(value, c.value);
    EXPECT_EQ(reader.remaining_bytes(), 0);
    payload.pop_back();
    PayloadReader shorter(payload);
    EXPECT_FALSE(shorter.ReadVarint(value));
    EXPECT_EQ(shorter.offset(), 0);
  }
}

TEST(PayloadReader, RefusesVarintsAbove64Bits) {
  std::uint64_t value = 5;
  const std::vector<std::uint8_t> overflow = {255, 255, 255, 255, 255, 255, 255, 255, 255, 2};
  EXPECT_FALSE(PayloadReader(overflow).ReadVarint(value));
  const std::vector<std::uint8_t> endless(20, 255);
  EXPECT_FALSE(PayloadReader(endless).ReadVarint(value));
  EXPECT_EQ(value, 5u);
}

TEST(PayloadReader, StaysInsideThePayload) {
  const std::vector<std::uint8_t> payload = {1, 2, 3};
  PayloadReader reader(payload);
  std::uint64_t value = 0;
  std::string_view bytes;
  EXPECT_FALSE(reader.ReadNumber(4, value));
  EXPECT_FALSE(reader.ReadBytes(4, bytes));
  EXPECT_FALSE(reader.ReadBytes(kMax, bytes));
  ASSERT_TRUE(reader.ReadNumber(2, value));
  EXPECT_EQ(value, 0x0201u);
  ASSERT_TRUE(reader.ReadBytes(1, bytes));
  EXPECT_EQ(bytes, "\x03");
  EXPECT_TRUE(reader.ReadBytes(0, bytes));
  EXPECT_FALSE(reader.ReadNumber(1, value));
  EXPECT_EQ(reader.offset(), 3);
}

}  // namespace
}  // namespace interlock::reference
