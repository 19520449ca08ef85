// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/memory/killer.h"

#include <utility>

#include "reference/status/check.h"

namespace interlock::reference {

void Killer::Kill(Status reason) {
  IL_CHECK(!reason.ok());
  MutexLock lock(mutex_);
  if (!reason_.ok()) return;
  reason_ = std::move(reason);  // moved, so that killing for want of memory needs none
  is_killed_.Store(true);
}

Status Killer::Poll() {
  if (!is_killed_.Load()) return Status();
  MutexLock lock(mutex_);
  return reason_;
}

}  // namespace interlock::reference
