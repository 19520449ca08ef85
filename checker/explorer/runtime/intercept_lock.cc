// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// pthread mutexes, reader-writer locks and condition variables of the explored program.
//
// Their state lies in Sync records, never in the objects themselves. Locking is also an atomic read
// of the object's first byte, so that a lock races with the object's construction or end.

#include <errno.h>
#include <pthread.h>

#include "checker/explorer/runtime/memory_access.h"
#include "checker/explorer/runtime/report.h"
#include "checker/explorer/runtime/scheduler.h"
#include "checker/explorer/runtime/trace_writer.h"

using namespace interlock::explore::runtime;  // NOLINT: this file defines libc's global names
using interlock::explore::TraceRecordKind;

namespace {

uptr Address(const void* object) { return reinterpret_cast<uptr>(object); }

void NoteTaken(Sync& sync, bool is_shared, uptr caller) {
  State& state = S();
  sync.owner_pc = OffsetOf(caller);
  sync.owner_node = Current().node;
  if (is_shared) {
    ++sync.readers;
    sync.last_reader = state.current;
    Acquire(sync.release);
  } else {
    sync.owner = state.current;
    ++sync.depth;
    Acquire(sync.release);
    Acquire(sync.reader_release);
  }
  TraceEvent(TraceRecordKind::kLock, sync.address, is_shared, OffsetOf(caller));
}

int LockMutex(pthread_mutex_t* mutex, uptr caller, bool is_timed) {
  if (!Active()) return 0;
  const uptr address = Address(mutex);
  const int type = mutex->__data.__kind & 3;
  RecordAccess(address, 1, kAccessAtomic, kNotTraced, caller);
  SyncAt(address).recursive = type == PTHREAD_MUTEX_RECURSIVE;
  if (type == PTHREAD_MUTEX_ERRORCHECK && SyncAt(address).owner == S().current) return EDEADLK;
  Visible(OperationKind::kLock, address, 0, true, OffsetOf(caller), is_timed);
  if (Current().timed_out) return ETIMEDOUT;
  NoteTaken(SyncAt(address), false, caller);
  return 0;
}

void ReleaseMutex(Sync& sync) {
  sync.owner = -1;
  sync.release = Current().clock;
  Tick();
}

int UnlockMutex(pthread_mutex_t* mutex, uptr caller) {
  if (!Active()) return 0;
  const uptr address = Address(mutex);
  RecordAccess(address, 1, kAccessAtomic, kNotTraced, caller);
  Visible(OperationKind::kUnlock, address, 0, true, OffsetOf(caller));
  Sync& sync = SyncAt(address);
  if (sync.owner != S().current) {
    ReportFailure("misuse", OffsetOf(caller), "unlock of a mutex that the thread does not hold");
    return EPERM;
  }
  TraceEvent(TraceRecordKind::kUnlock, address, 0, OffsetOf(caller));
  if (--sync.depth == 0) ReleaseMutex(sync);
  return 0;
}

enum class RwMode { kRead, kWrite };

int LockRw(pthread_rwlock_t* lock, RwMode mode, bool is_try, bool is_timed, uptr caller) {
  if (!Active()) return 0;
  const uptr address = Address(lock);
  RecordAccess(address, 1, kAccessAtomic, kNotTraced, caller);
  const OperationKind kind = is_try                   ? OperationKind::kTryLock
                             : mode == RwMode::kWrite ? OperationKind::kWriteLock
                                                      : OperationKind::kReadLock;
  Visible(kind, address, 0, true, OffsetOf(caller), is_timed);
  if (Current().timed_out) return ETIMEDOUT;
  Sync& sync = SyncAt(address);
  if (is_try && (sync.owner >= 0 || (mode == RwMode::kWrite && sync.readers > 0))) return EBUSY;
  NoteTaken(sync, mode == RwMode::kRead, caller);
  return 0;
}

int UnlockRw(pthread_rwlock_t* lock, uptr caller) {
  if (!Active()) return 0;
  const uptr address = Address(lock);
  RecordAccess(address, 1, kAccessAtomic, kNotTraced, caller);
  Visible(OperationKind::kUnlock, address, 0, true, OffsetOf(caller));
  Sync& sync = SyncAt(address);
  const bool is_shared = sync.owner < 0;
  if (sync.owner != S().current && (sync.owner >= 0 || sync.readers == 0)) {
    ReportFailure("misuse", OffsetOf(caller), "unlock of a lock that the thread does not hold");
    return EPERM;
  }
  TraceEvent(TraceRecordKind::kUnlock, address, is_shared, OffsetOf(caller));
  if (is_shared) {
    --sync.readers;
    sync.reader_release.Join(Current().clock, S().thread_count);
    Tick();
  } else {
    sync.depth = 0;
    ReleaseMutex(sync);
  }
  return 0;
}

int WaitOn(pthread_cond_t* condition, pthread_mutex_t* mutex, bool is_timed, uptr caller) {
  if (!Active()) return 0;
  const u32 pc = OffsetOf(caller);
  Visible(OperationKind::kSignal, Address(condition), 0, true, pc);
  Sync& held = SyncAt(Address(mutex));
  if (held.owner != S().current) {
    ReportFailure("misuse", pc, "wait on a condition without holding the mutex");
    return EPERM;
  }
  const int depth = held.depth;
  const u32 taken_pc = held.owner_pc, taken_node = held.owner_node;
  held.depth = 0;
  TraceEvent(TraceRecordKind::kUnlock, Address(mutex), 0, pc);
  ReleaseMutex(held);
  const bool woken = Block(Address(condition), pc, is_timed);
  Visible(OperationKind::kLock, Address(mutex), 0, true, pc);
  Sync& again = SyncAt(Address(mutex));
  NoteTaken(again, false, caller);
  again.depth = depth;
  again.owner_pc = taken_pc;
  again.owner_node = taken_node;
  TraceEvent(TraceRecordKind::kWait, Address(condition), 0, pc);
  return woken ? 0 : ETIMEDOUT;
}

int SignalOn(pthread_cond_t* condition, int count, uptr caller) {
  if (!Active()) return 0;
  Visible(OperationKind::kSignal, Address(condition), 0, true, OffsetOf(caller));
  TraceEvent(TraceRecordKind::kSignal, Address(condition), 0, OffsetOf(caller));
  Wake(Address(condition), count);
  return 0;
}

}  // namespace

IL_EXPORT int pthread_mutex_init(pthread_mutex_t* m,
                                 const pthread_mutexattr_t* attributes) noexcept {
  *m = pthread_mutex_t{};
  int type = PTHREAD_MUTEX_NORMAL;
  if (attributes != nullptr) pthread_mutexattr_gettype(attributes, &type);
  m->__data.__kind = type;
  if (Active()) ResetSync(Address(m));
  return 0;
}
IL_EXPORT int pthread_mutex_destroy(pthread_mutex_t* m) noexcept {
  if (!Active()) return 0;
  RecordAccess(Address(m), 1, kAccessWrite, kNotTraced, IL_CALLER);
  if (SyncAt(Address(m)).owner >= 0) {
    ReportFailure("misuse", OffsetOf(IL_CALLER), "destruction of a mutex that a thread holds");
    return EBUSY;
  }
  return 0;
}
IL_EXPORT int pthread_mutex_lock(pthread_mutex_t* m) noexcept {
  return LockMutex(m, IL_CALLER, false);
}
IL_EXPORT int pthread_mutex_timedlock(pthread_mutex_t* m, const timespec*) noexcept {
  return LockMutex(m, IL_CALLER, true);
}
IL_EXPORT int pthread_mutex_clocklock(pthread_mutex_t* m, clockid_t, const timespec*) noexcept {
  return LockMutex(m, IL_CALLER, true);
}
IL_EXPORT int pthread_mutex_trylock(pthread_mutex_t* m) noexcept {
  if (!Active()) return 0;
  RecordAccess(Address(m), 1, kAccessAtomic, kNotTraced, IL_CALLER);
  Visible(OperationKind::kTryLock, Address(m), 0, true, OffsetOf(IL_CALLER));
  Sync& sync = SyncAt(Address(m));
  const bool recursive = (m->__data.__kind & 3) == PTHREAD_MUTEX_RECURSIVE;
  if (sync.owner >= 0 && !(recursive && sync.owner == S().current)) return EBUSY;
  sync.recursive = recursive;
  NoteTaken(sync, false, IL_CALLER);
  return 0;
}
IL_EXPORT int pthread_mutex_unlock(pthread_mutex_t* m) noexcept {
  return UnlockMutex(m, IL_CALLER);
}

IL_EXPORT int pthread_rwlock_init(pthread_rwlock_t* l, const pthread_rwlockattr_t*) noexcept {
  *l = pthread_rwlock_t{};
  if (Active()) ResetSync(Address(l));
  return 0;
}
IL_EXPORT int pthread_rwlock_destroy(pthread_rwlock_t* l) noexcept {
  if (Active()) RecordAccess(Address(l), 1, kAccessWrite, kNotTraced, IL_CALLER);
  return 0;
}
IL_EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t* l) noexcept {
  return LockRw(l, RwMode::kRead, false, false, IL_CALLER);
}
IL_EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t* l) noexcept {
  return LockRw(l, RwMode::kWrite, false, false, IL_CALLER);
}
IL_EXPORT int pthread_rwlock_tryrdlock(pthread_rwlock_t* l) noexcept {
  return LockRw(l, RwMode::kRead, true, false, IL_CALLER);
}
IL_EXPORT int pthread_rwlock_trywrlock(pthread_rwlock_t* l) noexcept {
  return LockRw(l, RwMode::kWrite, true, false, IL_CALLER);
}
IL_EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t* l, const timespec*) noexcept {
  return LockRw(l, RwMode::kRead, false, true, IL_CALLER);
}
IL_EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t* l, const timespec*) noexcept {
  return LockRw(l, RwMode::kWrite, false, true, IL_CALLER);
}
IL_EXPORT int pthread_rwlock_clockrdlock(pthread_rwlock_t* l, clockid_t, const timespec*) noexcept {
  return LockRw(l, RwMode::kRead, false, true, IL_CALLER);
}
IL_EXPORT int pthread_rwlock_clockwrlock(pthread_rwlock_t* l, clockid_t, const timespec*) noexcept {
  return LockRw(l, RwMode::kWrite, false, true, IL_CALLER);
}
IL_EXPORT int pthread_rwlock_unlock(pthread_rwlock_t* l) noexcept { return UnlockRw(l, IL_CALLER); }

IL_EXPORT int pthread_cond_init(pthread_cond_t* c, const pthread_condattr_t*) noexcept {
  *c = pthread_cond_t{};
  return 0;
}
IL_EXPORT int pthread_cond_destroy(pthread_cond_t*) noexcept { return 0; }
IL_EXPORT int pthread_cond_wait(pthread_cond_t* c, pthread_mutex_t* m) {
  return WaitOn(c, m, false, IL_CALLER);
}
IL_EXPORT int pthread_cond_timedwait(pthread_cond_t* c, pthread_mutex_t* m, const timespec*) {
  return WaitOn(c, m, true, IL_CALLER);
}
IL_EXPORT int pthread_cond_clockwait(pthread_cond_t* c, pthread_mutex_t* m, clockid_t,
                                     const timespec*) {
  return WaitOn(c, m, true, IL_CALLER);
}
IL_EXPORT int pthread_cond_signal(pthread_cond_t* c) noexcept { return SignalOn(c, 1, IL_CALLER); }
IL_EXPORT int pthread_cond_broadcast(pthread_cond_t* c) noexcept {
  return SignalOn(c, kMaxThreads, IL_CALLER);
}

// std::condition_variable lives in the C++ library, which the call tree does not see into: taking
// these calls here keeps the caller's position. Both classes begin with the pthread object; a
// std::unique_lock begins with the pointer to its mutex.
IL_EXPORT void _ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE(pthread_cond_t* c,
                                                                         pthread_mutex_t** lock) {
  WaitOn(c, *lock, false, IL_CALLER);
}
IL_EXPORT void _ZNSt18condition_variable10notify_oneEv(pthread_cond_t* c) {
  SignalOn(c, 1, IL_CALLER);
}
IL_EXPORT void _ZNSt18condition_variable10notify_allEv(pthread_cond_t* c) {
  SignalOn(c, kMaxThreads, IL_CALLER);
}
