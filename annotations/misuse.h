// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What the wrappers do when a caller breaks a requirement that they can see.
//
// Thread safety: thread-safe.

#include <cstdio>
#include <cstdlib>

namespace interlock::internal {

/// Prints `text` to the error stream and ends the process: a programming error, never user input.
[[noreturn]] inline void EndOnMisuse(const char* text) {
  std::fprintf(stderr, "interlock: %s\n", text);
  std::abort();
}

}  // namespace interlock::internal
