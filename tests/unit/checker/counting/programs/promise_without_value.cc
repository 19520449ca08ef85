// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
// expect: unknown "join of a thread that is not known"

// Nobody ever sets the value.

#include <future>

#include "annotations/vocabulary.h"

void Run() IL_PROTOCOL("promise") {
  std::promise<int> promise;
  std::future<int> future = promise.get_future();
  future.wait();
}
