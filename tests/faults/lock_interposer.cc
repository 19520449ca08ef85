// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/lock_interposer.h"

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cstdlib>

namespace {

std::atomic<interlock::reference::StrikePoint*> lock_point{nullptr};

using LockFunction = int (*)(pthread_mutex_t*);

std::atomic<LockFunction> system_lock{nullptr};

}  // namespace

extern "C" {

// ThreadSanitizer's own interposer, whose name this program takes; absent elsewhere.
__attribute__((weak)) int ___interceptor_pthread_mutex_lock(pthread_mutex_t* mutex);

}  // extern "C"

namespace {

LockFunction SystemLock() {
  LockFunction function = system_lock.load(std::memory_order_relaxed);
  if (function != nullptr) return function;
  function = &___interceptor_pthread_mutex_lock;
  if (function == nullptr) {
    function = reinterpret_cast<LockFunction>(dlsym(RTLD_NEXT, "pthread_mutex_lock"));
  }
  if (function == nullptr) std::abort();
  system_lock.store(function, std::memory_order_relaxed);  // every thread finds the same one
  return function;
}

}  // namespace

extern "C" int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  interlock::reference::StrikePoint* point = lock_point.load(std::memory_order_relaxed);
  if (point != nullptr) point->Count();
  return SystemLock()(mutex);
}

namespace interlock::reference {

// Relaxed: threads that are started later see it by their start.
void SetLockPoint(StrikePoint* point) { lock_point.store(point, std::memory_order_relaxed); }

}  // namespace interlock::reference
