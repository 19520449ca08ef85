// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "wait for the value of an atomic"

// Nobody ever stores another value.

#include <atomic>

#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("atomic wait") {
  std::atomic<int> value(0);
  value.wait(0);
}
