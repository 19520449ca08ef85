// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/session/timestamp_oracle.h"

namespace interlock::reference {

std::uint64_t TimestampOracle::Next() {
  MutexLock lock(mutex_);
  last_ = last_ + 1;
  return last_;
}

}  // namespace interlock::reference
