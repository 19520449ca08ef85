// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: refuted "lock"

// A thread that takes a mutex which it holds already waits for itself.

#include <mutex>

#include "annotations/vocabulary.h"

void Inner(std::mutex& mutex) { std::lock_guard<std::mutex> again(mutex); }

void Run() IL_PROTOCOL("same lock") {
  std::mutex mutex;
  std::lock_guard<std::mutex> held(mutex);
  Inner(mutex);
}
