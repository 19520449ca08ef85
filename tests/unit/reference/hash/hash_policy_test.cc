// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The fast hash against the library's own code. Vectors of the faithful one, and that words hash as
// their bytes, are in tests/differential/key_and_hash_test.cc.

#include "reference/hash/hash_policy.h"

#include <gtest/gtest.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <random>
#include <vector>

namespace interlock::reference {
namespace {

TEST(HashPolicy, FastHashIsThatOfTheLibrary) {
  std::mt19937_64 random(9);
  std::vector<std::uint8_t> bytes(600);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  // XXH3 has other code for up to 16, 128 and 240 bytes.
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    EXPECT_EQ(HashBytes(HashPolicy::kXxHash, bytes.data(), static_cast<std::int64_t>(size)),
              XXH3_64bits(bytes.data(), size))
        << size;
  }
}

TEST(HashPolicy, FastHashOfNothingIsTheOneInTheSpecification) {
  const std::uint8_t none = 0;
  EXPECT_EQ(HashBytes(HashPolicy::kXxHash, &none, 0), 0x2d06800538d394c2ULL);
}

TEST(HashPolicy, FastHashOfAWordIsThatOfItsBytes) {
  for (const std::uint64_t word : {std::uint64_t{0}, std::uint64_t{5}, ~std::uint64_t{0}}) {
    EXPECT_EQ(HashWord(HashPolicy::kXxHash, word), XXH3_64bits(&word, sizeof(word)));
  }
}

}  // namespace
}  // namespace interlock::reference
