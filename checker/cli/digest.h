// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Content digests for the cache: XXH3-128. They find changes, they do not resist an attacker.
//
// Thread safety: pure functions.

#include <string>
#include <string_view>

namespace interlock::cli {

/// 32 hexadecimal digits.
std::string Digest(std::string_view text);

}  // namespace interlock::cli
