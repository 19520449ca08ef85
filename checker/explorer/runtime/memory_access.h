// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// A plain or atomic access of the current thread: scheduling point, detector, trace.

#include "checker/explorer/runtime/state.h"

namespace interlock::explore::runtime {

/// `order` of an access that the program did not write: touching a lock. It is not traced.
inline constexpr u8 kNotTraced = 255;

/// Checks and records `bytes` bytes without a scheduling point.
void RecordAccess(uptr address, u64 bytes, u8 flags, u8 order, uptr caller);

/// A scheduling point before a plain access, where the mode wants one.
void BeforePlainAccess(uptr address, u64 bytes, bool is_write, uptr caller);

/// A plain access by instrumented code.
inline void PlainAccess(uptr address, u64 bytes, u8 flags, uptr caller) {
  if (!Active()) return;
  if (IL_UNLIKELY(S().watching_accesses)) {
    BeforePlainAccess(address, bytes, (flags & kAccessWrite) != 0, caller);
  }
  RecordAccess(address, bytes, flags, 0, caller);
}

}  // namespace interlock::explore::runtime
