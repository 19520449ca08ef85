// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace interlock::protocol {

std::string Digest(std::string_view content) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(content.data(), content.size()));
  constexpr char kHexDigits[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : canonical.digest) {
    text += kHexDigits[byte >> 4];
    text += kHexDigits[byte & 15];
  }
  return text;
}

}  // namespace interlock::protocol
