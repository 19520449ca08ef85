// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/first_error.h"

namespace interlock::reference {

void FirstError::Set(const Status& status) {
  MutexLock lock(mutex_);
  if (status_.ok()) status_ = status;
}

Status FirstError::Get() {
  MutexLock lock(mutex_);
  return status_;
}

}  // namespace interlock::reference
