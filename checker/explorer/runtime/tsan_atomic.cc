// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The atomic half of the ABI of `clang -fsanitize=thread`.
//
// Executions are sequentially consistent; happens-before follows C++20: an acquire load sees what
// the release store or release sequence that it reads from saw; fences work through the relaxed
// accesses around them. A sequentially consistent fence synchronises like an acquire-release one,
// no more.

#include "checker/explorer/runtime/memory_access.h"
#include "checker/explorer/runtime/scheduler.h"
#include "checker/explorer/runtime/trace_writer.h"

using namespace interlock::explore::runtime;  // NOLINT: this file defines the ABI's global names

namespace {

using u128 = unsigned __int128;

enum MemoryOrder { kRelaxed, kConsume, kAcquire, kRelease, kAcquireRelease, kSequential };

bool Acquires(int order) {
  return order == kConsume || order == kAcquire || order == kAcquireRelease || order == kSequential;
}
bool Releases(int order) {
  return order == kRelease || order == kAcquireRelease || order == kSequential;
}

void SeeRelease(const Sync& sync, int order) {
  if (Acquires(order)) {
    Acquire(sync.release);
  } else {
    Current().fence_acquire.Join(sync.release, S().thread_count);
  }
}

// A store starts a new release sequence, a read-modify-write continues the old one.
void Publish(Sync& sync, int order, bool continues) {
  const Thread& thread = Current();
  const VectorClock& seen = Releases(order) ? thread.clock : thread.fence_release;
  if (continues) {
    sync.release.Join(seen, S().thread_count);
  } else {
    sync.release = seen;
  }
  if (Releases(order)) Tick();
}

template <typename T>
uptr Address(const volatile T* pointer) {
  return reinterpret_cast<uptr>(pointer);
}

template <typename T>
T Load(const volatile T* p, int order, uptr caller) {
  if (!Active()) return *p;
  Visible(OperationKind::kAtomic, Address(p), sizeof(T), false, OffsetOf(caller));
  SeeRelease(SyncAt(Address(p)), order);
  RecordAccess(Address(p), sizeof(T), kAccessAtomic, static_cast<u8>(order), caller);
  return *p;
}

template <typename T>
void Store(volatile T* p, T value, int order, uptr caller) {
  if (!Active()) {
    *p = value;
    return;
  }
  Visible(OperationKind::kAtomic, Address(p), sizeof(T), true, OffsetOf(caller));
  RecordAccess(Address(p), sizeof(T), kAccessAtomic | kAccessWrite, static_cast<u8>(order), caller);
  if (*p != value) NoteChange();
  *p = value;
  Publish(SyncAt(Address(p)), order, false);
}

template <typename T, typename F>
T ReadModifyWrite(volatile T* p, int order, uptr caller, F compute) {
  if (!Active()) {
    const T old = *p;
    *p = compute(old);
    return old;
  }
  Visible(OperationKind::kAtomic, Address(p), sizeof(T), true, OffsetOf(caller));
  Sync& sync = SyncAt(Address(p));
  SeeRelease(sync, order);
  RecordAccess(Address(p), sizeof(T), kAccessAtomic | kAccessWrite, static_cast<u8>(order), caller);
  const T old = *p;
  const T updated = compute(old);
  if (updated != old) NoteChange();
  *p = updated;
  Publish(sync, order, true);
  return old;
}

template <typename T>
bool CompareExchange(volatile T* p, T* expected, T desired, int order, int failure_order,
                     uptr caller) {
  if (!Active()) {
    const T old = *p;
    if (old == *expected) {
      *p = desired;
      return true;
    }
    *expected = old;
    return false;
  }
  Visible(OperationKind::kAtomic, Address(p), sizeof(T), true, OffsetOf(caller));
  Sync& sync = SyncAt(Address(p));
  const T old = *p;
  if (old != *expected) {
    SeeRelease(sync, failure_order);
    RecordAccess(Address(p), sizeof(T), kAccessAtomic, static_cast<u8>(failure_order), caller);
    *expected = old;
    return false;
  }
  SeeRelease(sync, order);
  RecordAccess(Address(p), sizeof(T), kAccessAtomic | kAccessWrite, static_cast<u8>(order), caller);
  if (desired != old) NoteChange();
  *p = desired;
  Publish(sync, order, true);
  return true;
}

}  // namespace

#define IL_RMW(BITS, T, NAME, EXPRESSION)                                                       \
  IL_EXPORT T __tsan_atomic##BITS##_##NAME(volatile T* p, T v, int order) {                     \
    return ReadModifyWrite(p, order, IL_CALLER,                                                 \
                           [v]([[maybe_unused]] T old) { return static_cast<T>(EXPRESSION); }); \
  }
#define IL_ATOMICS(BITS, T)                                                                     \
  IL_EXPORT T __tsan_atomic##BITS##_load(const volatile T* p, int order) {                      \
    return Load(p, order, IL_CALLER);                                                           \
  }                                                                                             \
  IL_EXPORT void __tsan_atomic##BITS##_store(volatile T* p, T v, int order) {                   \
    Store(p, v, order, IL_CALLER);                                                              \
  }                                                                                             \
  IL_RMW(BITS, T, exchange, v)                                                                  \
  IL_RMW(BITS, T, fetch_add, old + v)                                                           \
  IL_RMW(BITS, T, fetch_sub, old - v)                                                           \
  IL_RMW(BITS, T, fetch_and, old& v)                                                            \
  IL_RMW(BITS, T, fetch_or, old | v)                                                            \
  IL_RMW(BITS, T, fetch_xor, old ^ v)                                                           \
  IL_RMW(BITS, T, fetch_nand, ~(old & v))                                                       \
  IL_EXPORT int __tsan_atomic##BITS##_compare_exchange_strong(volatile T* p, T* e, T d, int mo, \
                                                              int fmo) {                        \
    return CompareExchange(p, e, d, mo, fmo, IL_CALLER);                                        \
  }                                                                                             \
  IL_EXPORT int __tsan_atomic##BITS##_compare_exchange_weak(volatile T* p, T* e, T d, int mo,   \
                                                            int fmo) {                          \
    return CompareExchange(p, e, d, mo, fmo, IL_CALLER);                                        \
  }                                                                                             \
  IL_EXPORT T __tsan_atomic##BITS##_compare_exchange_val(volatile T* p, T e, T d, int mo,       \
                                                         int fmo) {                             \
    CompareExchange(p, &e, d, mo, fmo, IL_CALLER);                                              \
    return e;                                                                                   \
  }

IL_ATOMICS(8, u8)
IL_ATOMICS(16, u16)
IL_ATOMICS(32, u32)
IL_ATOMICS(64, u64)
IL_ATOMICS(128, u128)

IL_EXPORT void __tsan_atomic_thread_fence(int order) {
  if (!Active()) return;
  Visible(OperationKind::kAtomic, 0, 0, false, OffsetOf(IL_CALLER));
  Thread& thread = Current();
  if (Acquires(order)) Acquire(thread.fence_acquire);
  if (Releases(order)) {
    thread.fence_release = thread.clock;
    Tick();
  }
}

IL_EXPORT void __tsan_atomic_signal_fence(int) {}
