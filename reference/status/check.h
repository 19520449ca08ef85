// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// IL_CHECK: the always-on check for programmer errors. User input never reaches a check; it becomes
// a Status (status.h).
//
// Thread safety: macro only; safe from any thread.

#include "annotations/misuse.h"

/// Ends the process with a message if `condition` is false.
#define IL_CHECK(condition)                                            \
  do {                                                                 \
    if (!(condition)) {                                                \
      ::interlock::internal::EndOnMisuse("check failed: " #condition); \
    }                                                                  \
  } while (false)
