// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Threads of the explored program: creation, join, end, thread-specific data.

#include <errno.h>
#include <pthread.h>

#include "checker/explorer/runtime/report.h"
#include "checker/explorer/runtime/scheduler.h"
#include "checker/explorer/runtime/threads.h"
#include "checker/explorer/runtime/trace_writer.h"

using namespace interlock::explore::runtime;  // NOLINT: this file defines libc's global names
using interlock::explore::TraceRecordKind;

namespace {

int JoinThread(pthread_t handle, void** result, bool is_timed, uptr caller) {
  if (!Active()) return ESRCH;
  const int index = ThreadOf(handle);
  const u32 pc = OffsetOf(caller);
  if (index < 0 || S().threads[index].joined || S().threads[index].detached) {
    ReportFailure("misuse", pc, "join of a thread that cannot be joined");
    return EINVAL;
  }
  if (index == S().current) return EDEADLK;
  Visible(OperationKind::kJoin, static_cast<uptr>(index), 0, true, pc, is_timed);
  if (Current().timed_out) return ETIMEDOUT;
  Acquire(SyncAt(EndClockAddress(index)).release);
  Thread& thread = S().threads[index];
  thread.joined = true;
  if (result != nullptr) *result = thread.result;
  TraceEvent(TraceRecordKind::kJoin, 0, 0, pc, static_cast<u32>(index));
  return 0;
}

int DetachThread(pthread_t handle) {
  if (!Active()) return ESRCH;
  const int index = ThreadOf(handle);
  if (index < 0) return ESRCH;
  S().threads[index].detached = true;
  return 0;
}

}  // namespace

IL_EXPORT int pthread_create(pthread_t* handle, const pthread_attr_t* attributes,
                             void* (*entry)(void*), void* argument) noexcept {
  if (!Active()) Fail("the program starts a thread before main");
  const u32 pc = OffsetOf(IL_CALLER);
  Visible(OperationKind::kSpawn, 0, 0, true, pc);
  const int index = CreateThread(entry, argument, pc);
  int detach_state = PTHREAD_CREATE_JOINABLE;
  if (attributes != nullptr) pthread_attr_getdetachstate(attributes, &detach_state);
  S().threads[index].detached = detach_state == PTHREAD_CREATE_DETACHED;
  *handle = S().threads[index].handle;
  return 0;
}
IL_EXPORT int pthread_join(pthread_t handle, void** result) {
  return JoinThread(handle, result, false, IL_CALLER);
}
IL_EXPORT int pthread_timedjoin_np(pthread_t handle, void** result, const timespec*) {
  return JoinThread(handle, result, true, IL_CALLER);
}
IL_EXPORT int pthread_detach(pthread_t handle) noexcept { return DetachThread(handle); }
IL_EXPORT void pthread_exit(void* result) {
  if (!Active()) Fail("pthread_exit outside of the program's threads");
  EndThread(result);
}
IL_EXPORT int pthread_cancel(pthread_t) {
  if (Active()) {
    ReportFailure("uncontrolled blocking call", OffsetOf(IL_CALLER), "pthread_cancel");
    EndExecution();
  }
  return ESRCH;
}

IL_EXPORT int pthread_key_create(pthread_key_t* key, void (*destructor)(void*)) noexcept {
  if (g_state == nullptr) return EAGAIN;
  State& state = S();
  for (int i = 0; i < 64; ++i) {
    if (state.key_used[i]) continue;
    state.key_used[i] = true;
    state.key_destructors[i] = destructor;
    for (Thread& thread : state.threads) thread.key_values[i] = nullptr;
    *key = static_cast<pthread_key_t>(i);
    return 0;
  }
  return EAGAIN;
}
IL_EXPORT int pthread_key_delete(pthread_key_t key) noexcept {
  if (key >= 64 || !S().key_used[key]) return EINVAL;
  S().key_used[key] = false;
  return 0;
}
IL_EXPORT int pthread_setspecific(pthread_key_t key, const void* value) noexcept {
  if (key >= 64 || !S().key_used[key]) return EINVAL;
  Current().key_values[key] = const_cast<void*>(value);
  return 0;
}
IL_EXPORT void* pthread_getspecific(pthread_key_t key) noexcept {
  return key < 64 && g_state != nullptr ? Current().key_values[key] : nullptr;
}

IL_EXPORT int __cxa_thread_atexit(void (*function)(void*), void* object, void*) noexcept {
  if (!Active()) return 0;
  Thread& thread = Current();
  if (thread.destructor_count == 256) Fail("capacity: more than 256 thread-local destructors");
  thread.destructors[thread.destructor_count++] = {function, object};
  return 0;
}

// std::thread's members in the C++ library, taken here to keep the caller's position (see
// intercept_lock.cc). A std::thread is its handle.
IL_EXPORT void _ZNSt6thread4joinEv(pthread_t* thread) {
  JoinThread(*thread, nullptr, false, IL_CALLER);
  *thread = 0;
}
IL_EXPORT void _ZNSt6thread6detachEv(pthread_t* thread) {
  DetachThread(*thread);
  *thread = 0;
}
// The same on every machine: a witness must not depend on the number of processors.
IL_EXPORT unsigned _ZNSt6thread20hardware_concurrencyEv() noexcept { return 4; }
