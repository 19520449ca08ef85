// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/hash/fnv.h"

#include <gtest/gtest.h>

namespace interlock::reference {
namespace {

TEST(Fnv, MatchesPublishedVectors) {
  const std::uint64_t hash_of_five = FnvWord(kFnvOffsetBasis, 5);
  EXPECT_EQ(hash_of_five, 0xce2b8e7e8ef71b7eULL);
  EXPECT_EQ(FnvWord(kFnvOffsetBasis, hash_of_five), 0x2b3aba08be310490ULL);
}

TEST(Fnv, KeysHashAsTheirBytes) {
  EXPECT_EQ(HashKey(Value(std::int64_t{5})), FnvWord(kFnvOffsetBasis, 5));
  EXPECT_EQ(HashKey(Value(std::string("ab"))), FnvBytes(kFnvOffsetBasis, "ab"));
  EXPECT_EQ(FnvBytes(kFnvOffsetBasis, ""), kFnvOffsetBasis);
  EXPECT_EQ(FnvBytes(kFnvOffsetBasis, "a"), FnvByte(kFnvOffsetBasis, 'a'));
}

}  // namespace
}  // namespace interlock::reference
