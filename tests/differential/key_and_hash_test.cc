// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// The faithful hash: published vectors, and how evenly it fills partitions.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "reference/hash/hash_policy.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kRowCount = 100000;

std::vector<std::uint64_t> HashesOfConsecutiveIntegers() {
  std::vector<std::uint64_t> hashes;
  for (std::int64_t i = 0; i < kRowCount; ++i) {
    hashes.push_back(HashWord(HashPolicy::kFnv1, static_cast<std::uint64_t>(i)));
  }
  return hashes;
}

/// Returns the rows of each partition; a partition is the top bits of a hash.
std::vector<std::int64_t> PartitionSizes(const std::vector<std::uint64_t>& hashes, int bits) {
  std::vector<std::int64_t> sizes(std::size_t{1} << bits, 0);
  for (std::uint64_t hash : hashes) ++sizes[hash >> (64 - bits)];
  return sizes;
}

void ExpectSizesBetween(const std::vector<std::int64_t>& sizes, std::int64_t smallest,
                        std::int64_t largest) {
  EXPECT_GE(*std::min_element(sizes.begin(), sizes.end()), smallest);
  EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()), largest);
}

TEST(KeyAndHash, FnvOfAnIntegerAndOfItsHash) {
  const std::uint64_t hash = HashWord(HashPolicy::kFnv1, 5);
  EXPECT_EQ(hash, 0xce2b8e7e8ef71b7eULL);
  EXPECT_EQ(HashWord(HashPolicy::kFnv1, hash), 0x2b3aba08be310490ULL);
}

TEST(KeyAndHash, WordHashesAsItsBytesLowestFirst) {
  for (const HashPolicy policy : {HashPolicy::kFnv1, HashPolicy::kXxHash}) {
    for (const std::uint64_t word : {std::uint64_t{0}, std::uint64_t{5}, ~std::uint64_t{0},
                                     std::uint64_t{0x0123456789abcdef}}) {
      std::uint8_t bytes[8];
      for (int i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(word >> (8 * i));
      EXPECT_EQ(HashWord(policy, word), HashBytes(policy, bytes, sizeof(bytes)));
    }
  }
}

TEST(KeyAndHash, FnvOfBytesMatchesPublishedVectors) {
  // FNV-1, 64 bit: the authors' test vectors.
  const struct {
    const char* text;
    std::uint64_t hash;
  } vectors[] = {
      {"", 0xcbf29ce484222325ULL}, {"a", 0xaf63bd4c8601b7beULL}, {"foobar", 0x340d8765a4dda9c2ULL}};
  for (const auto& vector : vectors) {
    EXPECT_EQ(HashBytes(HashPolicy::kFnv1, reinterpret_cast<const std::uint8_t*>(vector.text),
                        static_cast<std::int64_t>(std::strlen(vector.text))),
              vector.hash)
        << vector.text;
  }
}

TEST(KeyAndHash, FnvFillsPartitionsEvenly) {
  const std::vector<std::uint64_t> hashes = HashesOfConsecutiveIntegers();
  ExpectSizesBetween(PartitionSizes(hashes, 2), 24992, 25005);
  ExpectSizesBetween(PartitionSizes(hashes, 4), 6237, 6258);
}

TEST(KeyAndHash, HashingAHashSplitsAPartitionEvenly) {
  std::vector<std::vector<std::uint64_t>> rehashed(16);
  for (std::uint64_t hash : HashesOfConsecutiveIntegers()) {
    rehashed[hash >> 60].push_back(HashWord(HashPolicy::kFnv1, hash));
  }
  // The published bounds are exactly those of partition 0; all are between 332 and 445.
  ExpectSizesBetween(PartitionSizes(rehashed[0], 4), 332, 442);
  for (const std::vector<std::uint64_t>& hashes : rehashed) {
    ExpectSizesBetween(PartitionSizes(hashes, 4), 332, 445);
  }
}

}  // namespace
}  // namespace interlock::reference
