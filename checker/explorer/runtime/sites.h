// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The site table inside the explored program: from return offsets to positions in user code.
//
// A position is identified by the offset of its string in the table. Without a table (a program
// started by hand) every lookup answers "none" and reports show raw offsets.

#include "checker/explorer/runtime/base.h"
#include "checker/explorer/runtime/sites_format.h"

namespace interlock::explore::runtime {

inline constexpr u32 kNoPosition = 0xffffffff;

// What the control file wants to know about a call site.
inline constexpr u8 kMarkWatch = 1;  // trace entry and exit of the call
inline constexpr u8 kMarkStep = 2;   // some listed step stands here
inline constexpr u8 kMarkDirected = 4;

class SiteMap {
 public:
  /// Maps the table at `path`; ends the process if it belongs to another link of the program.
  void Load(const char* path, u64 program_digest, u64 text_bytes);
  bool loaded() const { return header_ != nullptr; }

  /// Site index + 1 of a call with this return offset, or 0.
  u32 IndexOf(u32 pc) const { return index_ != nullptr ? index_[pc] : 0; }
  /// The same, but 0 for a call that stands in library code.
  u32 UserIndexOf(u32 pc) const {
    const u32 index = IndexOf(pc);
    return index != 0 && sites_[index - 1].frame_count != 0 && !sites_[index - 1].in_library ? index
                                                                                             : 0;
  }
  const SiteRecord& Site(u32 index) const { return sites_[index - 1]; }
  const FrameRecord& FrameOf(const SiteRecord& site, int i) const {
    return frames_[site.first_frame + static_cast<u32>(i)];
  }
  const char* Text(u32 offset) const { return strings_ + offset; }
  /// Number of the position with this text, or kNoPosition.
  u32 PositionOf(const char* text) const;
  /// Flags of the call site, see kMark*.
  u8 Marks(u32 pc) const { return marks_ != nullptr ? marks_[pc] : 0; }
  void Mark(u32 pc, u8 mark) { marks_[pc] |= mark; }
  u32 site_count() const { return header_ != nullptr ? header_->site_count : 0; }
  /// Global variable around `offset`, or null; `*inside` is the offset in it.
  const char* SymbolAt(u64 offset, u64* inside) const;

 private:
  const SitesHeader* header_;
  const SiteRecord* sites_;
  const FrameRecord* frames_;
  const SymbolRecord* symbols_;
  const char* strings_;
  u32* index_;  // by return offset
  u8* marks_;   // by return offset
};

}  // namespace interlock::explore::runtime
