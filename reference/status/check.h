// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// IL_CHECK: the always-on check for programmer errors. User input never reaches a check; it becomes
// a Status (status.h).
//
// Thread safety: macro only; safe from any thread.

#include <cstdio>
#include <cstdlib>

/// Ends the process with a message if `condition` is false.
#define IL_CHECK(condition)                                 \
  do {                                                      \
    if (!(condition)) {                                     \
      std::fputs("check failed: " #condition "\n", stderr); \
      std::abort();                                         \
    }                                                       \
  } while (false)
