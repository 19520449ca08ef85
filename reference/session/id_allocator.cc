// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/session/id_allocator.h"

namespace interlock::reference {

IdAllocator::IdAllocator(std::int64_t first_id) : next_id_(first_id) {}

std::int64_t IdAllocator::Next() {
  MutexLock lock(mutex_);
  const std::int64_t id = next_id_;
  next_id_ = id + 1;
  return id;
}

std::int64_t IdAllocator::PeekNext() {
  MutexLock lock(mutex_);
  return next_id_;
}

}  // namespace interlock::reference
