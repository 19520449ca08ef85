// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/sites.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace interlock::explore::runtime {

void SiteMap::Load(const char* path, u64 program_digest, u64 text_bytes) {
  const long fd = RawSyscall(SYS_open, reinterpret_cast<long>(path), O_RDONLY | O_CLOEXEC);
  if (fd < 0) Fail("cannot read the site table %s: error %ld", path, -fd);
  struct stat information;
  RawSyscall(SYS_fstat, fd, reinterpret_cast<long>(&information));
  const u64 bytes = static_cast<u64>(information.st_size);
  const long map = bytes >= sizeof(SitesHeader)
                       ? RawSyscall(SYS_mmap, 0, information.st_size, PROT_READ, MAP_PRIVATE, fd, 0)
                       : -1;
  RawSyscall(SYS_close, fd);
  if (map < 0 && map > -4096) Fail("the site table %s is truncated", path);
  const SitesHeader* header = reinterpret_cast<const SitesHeader*>(map);
  for (int i = 0; i < 8; ++i) {
    if (header->magic[i] != kSitesMagic[i]) Fail("%s is not a site table of this version", path);
  }
  const u64 wanted = sizeof(SitesHeader) + u64{header->site_count} * sizeof(SiteRecord) +
                     u64{header->frame_count} * sizeof(FrameRecord) +
                     u64{header->symbol_count} * sizeof(SymbolRecord) + header->string_bytes;
  if (bytes < wanted) Fail("the site table %s is truncated", path);
  if (header->program_digest != program_digest) {
    Fail("the site table %s belongs to another build of the program: run interlock-sites again",
         path);
  }
  const char* at = reinterpret_cast<const char*>(header + 1);
  symbols_ = reinterpret_cast<const SymbolRecord*>(at);
  at += u64{header->symbol_count} * sizeof(SymbolRecord);
  sites_ = reinterpret_cast<const SiteRecord*>(at);
  at += u64{header->site_count} * sizeof(SiteRecord);
  frames_ = reinterpret_cast<const FrameRecord*>(at);
  at += u64{header->frame_count} * sizeof(FrameRecord);
  strings_ = at;
  index_ = static_cast<u32*>(MapMemory(0, text_bytes * sizeof(u32), "site index"));
  marks_ = static_cast<u8*>(MapMemory(0, text_bytes, "site marks"));
  for (u32 i = 0; i < header->site_count; ++i) {
    if (sites_[i].return_offset >= text_bytes) Fail("the site table %s is malformed", path);
    index_[sites_[i].return_offset] = i + 1;
  }
  header_ = header;
}

u32 SiteMap::PositionOf(const char* text) const {
  if (header_ == nullptr) return kNoPosition;
  for (u32 at = 0; at < header_->string_bytes;) {
    if (TextEqual(strings_ + at, text)) return at;
    at += static_cast<u32>(TextLength(strings_ + at)) + 1;
  }
  return kNoPosition;
}

const char* SiteMap::SymbolAt(u64 offset, u64* inside) const {
  if (header_ == nullptr || header_->symbol_count == 0) return nullptr;
  u32 low = 0, high = header_->symbol_count;
  while (low < high) {  // first symbol after `offset`
    const u32 middle = (low + high) / 2;
    if (symbols_[middle].offset <= offset)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0) return nullptr;
  const SymbolRecord& symbol = symbols_[low - 1];
  if (offset >= symbol.offset + symbol.size_bytes) return nullptr;
  *inside = offset - symbol.offset;
  return Text(symbol.name);
}

}  // namespace interlock::explore::runtime
