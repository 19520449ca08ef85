// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Layout of `PROGRAM.sites`, written by interlock-sites, mapped by the runtime.
//
// Layout: header, `symbol_count` SymbolRecord sorted by offset, `site_count` SiteRecord sorted by
// return_offset, `frame_count` FrameRecord,
// `string_bytes` bytes of zero-terminated strings.
// Every string occurs once, so that a string's offset identifies it. Byte order: the machine's.

#include <cstdint>

namespace interlock::explore {

inline constexpr char kSitesMagic[8] = {'I', 'L', 'S', 'I', 'T', 'E', 'S', '1'};

struct SitesHeader {
  char magic[8];
  std::uint64_t program_digest;  // Fnv1a over the program's build id
  std::uint32_t site_count;
  std::uint32_t frame_count;
  std::uint32_t symbol_count;
  std::uint32_t string_bytes;
};
static_assert(sizeof(SitesHeader) == 32);

struct SiteRecord {
  std::uint32_t return_offset;
  std::uint32_t first_frame;
  std::uint16_t frame_count;
  std::uint8_t kind;        // SiteKind of site_table.h
  std::uint8_t in_library;  // the innermost frame is library code
};
static_assert(sizeof(SiteRecord) == 12);

struct FrameRecord {
  std::uint32_t position;  // string offset
  std::uint32_t function;  // string offset
};
static_assert(sizeof(FrameRecord) == 8);

struct SymbolRecord {
  std::uint64_t offset;
  std::uint64_t size_bytes;
  std::uint32_t name;
  std::uint32_t reserved;
};
static_assert(sizeof(SymbolRecord) == 24);

/// FNV-1a, 64 bits.
inline std::uint64_t Fnv1a(const void* data, std::uint64_t bytes,
                           std::uint64_t hash = 14695981039346656037ull) {
  const unsigned char* from = static_cast<const unsigned char*>(data);
  for (std::uint64_t i = 0; i < bytes; ++i) hash = (hash ^ from[i]) * 1099511628211ull;
  return hash;
}

}  // namespace interlock::explore
