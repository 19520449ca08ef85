// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Content digests: XXH3 with 128 bits, as 32 lower-case hex digits. Not cryptographic: digests find
// stale and mixed-up files, not forgeries.
//
// Thread safety: pure functions.

#include <string>
#include <string_view>

namespace interlock::protocol {

std::string Digest(std::string_view content);

}  // namespace interlock::protocol
