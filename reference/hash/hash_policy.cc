// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/hash/hash_policy.h"

#include <xxhash.h>

#include "reference/hash/fnv.h"

namespace interlock::reference {

std::uint64_t HashBytes(HashPolicy policy, const std::uint8_t* data, std::int64_t size_bytes) {
  if (policy == HashPolicy::kXxHash) {
    return XXH3_64bits(data, static_cast<std::size_t>(size_bytes));
  }
  std::uint64_t hash = kFnvOffsetBasis;
  for (std::int64_t i = 0; i < size_bytes; ++i) hash = FnvByte(hash, data[i]);
  return hash;
}

std::uint64_t HashWord(HashPolicy policy, std::uint64_t word) {
  if (policy == HashPolicy::kXxHash) return XXH3_64bits(&word, sizeof(word));
  return FnvWord(kFnvOffsetBasis, word);
}

}  // namespace interlock::reference
