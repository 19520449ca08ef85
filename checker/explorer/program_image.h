// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What the tool reads from an explored program's file.
//
// Thread safety: thread-compatible.

#include <cstdint>
#include <string>

#include "models/protocol/result.h"

namespace interlock::explore {

/// Digest of the build id of an ELF program; the runtime computes the same from memory.
/// Errors: unreadable, not a 64-bit ELF file, no build id.
Result<std::uint64_t> ProgramDigest(const std::string& program);

}  // namespace interlock::explore
