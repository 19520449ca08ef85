// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// pthread_once, static initialisation, barriers, semaphores and futexes of the explored program.
//
// Their state lies in the objects themselves, in a form of our own.

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <sys/syscall.h>

#include "checker/explorer/runtime/memory_access.h"
#include "checker/explorer/runtime/report.h"
#include "checker/explorer/runtime/scheduler.h"
#include "checker/explorer/runtime/trace_writer.h"

using namespace interlock::explore::runtime;  // NOLINT: this file defines libc's global names
using interlock::explore::TraceRecordKind;

namespace {

uptr Address(const volatile void* object) { return reinterpret_cast<uptr>(object); }

enum OnceState { kOnceNew = 0, kOnceRunning = 1, kOnceDone = 2 };

// Puts the flag back if the function throws.
class OnceRun {
 public:
  explicit OnceRun(pthread_once_t* flag) : flag_(flag) {
    *flag = kOnceRunning;
    if (Active()) {
      Sync& sync = SyncAt(Address(flag));
      sync.owner = S().current;
      sync.owner_node = Current().node;
    }
  }
  ~OnceRun() {
    *flag_ = done_ ? kOnceDone : kOnceNew;
    if (!Active()) return;
    Sync& sync = SyncAt(Address(flag_));
    sync.owner = -1;
    sync.release = Current().clock;
    Tick();
    Wake(Address(flag_), kMaxThreads);
  }
  void Done() { done_ = true; }

 private:
  pthread_once_t* flag_;
  bool done_ = false;
};

struct BarrierLayout {
  u32 participants, arrived, round;
};
static_assert(sizeof(BarrierLayout) <= sizeof(pthread_barrier_t));

int WaitSemaphore(sem_t* semaphore, bool is_timed, uptr caller) {
  int* value = reinterpret_cast<int*>(semaphore);
  if (!Active()) {
    --*value;
    return 0;
  }
  Visible(OperationKind::kSemaphore, Address(semaphore), 0, true, OffsetOf(caller), is_timed);
  if (Current().timed_out) {
    errno = ETIMEDOUT;
    return -1;
  }
  --*value;
  Acquire(SyncAt(Address(semaphore)).release);
  return 0;
}

long Futex(u32* word, int command, u32 value, bool is_timed, uptr caller) {
  const u32 pc = OffsetOf(caller);
  Visible(OperationKind::kSignal, Address(word), 4, true, pc);
  switch (command & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
      if (*static_cast<volatile u32*>(word) != value) {
        errno = EAGAIN;
        return -1;
      }
      if (!Block(Address(word), pc, is_timed)) {
        errno = ETIMEDOUT;
        return -1;
      }
      return 0;
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET: {
      const int count = static_cast<int>(value);
      return Wake(Address(word), count < 0 || count > kMaxThreads ? kMaxThreads : count);
    }
    default:
      ReportFailure("uncontrolled blocking call", pc, "futex operation %d", command);
      EndExecution();
  }
}

}  // namespace

IL_EXPORT int pthread_once(pthread_once_t* flag, void (*function)()) {
  const u32 pc = OffsetOf(IL_CALLER);
  while (Active()) {
    Visible(OperationKind::kOnce, Address(flag), 0, true, pc);
    if (*flag == kOnceDone) {
      Acquire(SyncAt(Address(flag)).release);
      TraceEvent(TraceRecordKind::kOnce, Address(flag), 0, pc);
      return 0;
    }
    if (*flag == kOnceNew) break;
    Block(Address(flag), pc, false, OperationKind::kOnce);
  }
  if (*flag == kOnceDone) return 0;
  if (Active()) SyncAt(Address(flag)).owner_pc = pc;
  OnceRun run(flag);
  function();
  run.Done();
  if (Active()) TraceEvent(TraceRecordKind::kOnce, Address(flag), 0, pc);
  return 0;
}

// Static initialisation. Byte 0 of the guard: initialised (the compiler tests it with an acquire
// load); byte 1: in progress.
IL_EXPORT int __cxa_guard_acquire(u64* guard) {
  volatile u8* bytes = reinterpret_cast<volatile u8*>(guard);
  const u32 pc = OffsetOf(IL_CALLER);
  while (Active()) {
    Visible(OperationKind::kOnce, Address(guard), 0, true, pc);
    if (bytes[0] != 0) {
      Acquire(SyncAt(Address(guard)).release);
      return 0;
    }
    if (bytes[1] == 0) {
      bytes[1] = 1;
      Sync& sync = SyncAt(Address(guard));
      sync.owner = S().current;
      sync.owner_pc = pc;
      sync.owner_node = Current().node;
      return 1;
    }
    Block(Address(guard), pc, false, OperationKind::kOnce);
  }
  return bytes[0] == 0;
}
IL_EXPORT void __cxa_guard_release(u64* guard) {
  volatile u8* bytes = reinterpret_cast<volatile u8*>(guard);
  if (Active()) {
    Visible(OperationKind::kOther, Address(guard), 0, true, OffsetOf(IL_CALLER));
    Sync& sync = SyncAt(Address(guard));
    sync.owner = -1;
    sync.release = Current().clock;
    Tick();
  }
  bytes[1] = 0;
  bytes[0] = 1;
  if (Active()) Wake(Address(guard), kMaxThreads);
}
IL_EXPORT void __cxa_guard_abort(u64* guard) {
  reinterpret_cast<volatile u8*>(guard)[1] = 0;
  if (!Active()) return;
  SyncAt(Address(guard)).owner = -1;
  Wake(Address(guard), kMaxThreads);
}

IL_EXPORT int pthread_barrier_init(pthread_barrier_t* b, const pthread_barrierattr_t*,
                                   unsigned count) noexcept {
  if (count == 0) return EINVAL;
  *reinterpret_cast<BarrierLayout*>(b) = BarrierLayout{count, 0, 0};
  if (Active()) ResetSync(Address(b));
  return 0;
}
IL_EXPORT int pthread_barrier_destroy(pthread_barrier_t*) noexcept { return 0; }
IL_EXPORT int pthread_barrier_wait(pthread_barrier_t* b) noexcept {
  if (!Active()) return PTHREAD_BARRIER_SERIAL_THREAD;
  const u32 pc = OffsetOf(IL_CALLER);
  BarrierLayout* barrier = reinterpret_cast<BarrierLayout*>(b);
  Visible(OperationKind::kBarrier, Address(b), 0, true, pc);
  Sync& arriving = SyncAt(Address(b));
  if (barrier->arrived == 0) arriving.release = VectorClock{};
  arriving.release.Join(Current().clock, S().thread_count);
  Tick();
  const bool is_last = ++barrier->arrived == barrier->participants;
  if (is_last) {
    barrier->arrived = 0;
    ++barrier->round;
    // The next round starts a new release clock: what this round's threads see is kept apart.
    arriving.reader_release = arriving.release;
    Wake(Address(b), kMaxThreads);
  } else {
    Block(Address(b), pc, false, OperationKind::kBarrier);
  }
  Acquire(SyncAt(Address(b)).reader_release);
  TraceEvent(TraceRecordKind::kBarrier, Address(b), 0, pc);
  return is_last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

IL_EXPORT int sem_init(sem_t* s, int, unsigned value) noexcept {
  *reinterpret_cast<int*>(s) = static_cast<int>(value);
  if (Active()) ResetSync(Address(s));
  return 0;
}
IL_EXPORT int sem_destroy(sem_t*) noexcept { return 0; }
IL_EXPORT int sem_wait(sem_t* s) { return WaitSemaphore(s, false, IL_CALLER); }
IL_EXPORT int sem_timedwait(sem_t* s, const timespec*) { return WaitSemaphore(s, true, IL_CALLER); }
IL_EXPORT int sem_clockwait(sem_t* s, clockid_t, const timespec*) {
  return WaitSemaphore(s, true, IL_CALLER);
}
IL_EXPORT int sem_trywait(sem_t* s) noexcept {
  if (!Active()) return 0;
  Visible(OperationKind::kOther, Address(s), 0, true, OffsetOf(IL_CALLER));
  int* value = reinterpret_cast<int*>(s);
  if (*value <= 0) {
    errno = EAGAIN;
    return -1;
  }
  --*value;
  Acquire(SyncAt(Address(s)).release);
  return 0;
}
IL_EXPORT int sem_post(sem_t* s) noexcept {
  int* value = reinterpret_cast<int*>(s);
  if (Active()) {
    Visible(OperationKind::kSignal, Address(s), 0, true, OffsetOf(IL_CALLER));
    SyncAt(Address(s)).release.Join(Current().clock, S().thread_count);
    Tick();
  }
  ++*value;
  return 0;
}
IL_EXPORT int sem_getvalue(sem_t* s, int* value) noexcept {
  *value = *reinterpret_cast<int*>(s);
  return 0;
}

IL_EXPORT long syscall(long number, ...) noexcept {
  va_list list;
  va_start(list, number);
  long a[6];
  for (long& one : a) one = va_arg(list, long);
  va_end(list);
  if (number == SYS_futex && Active()) {
    return Futex(reinterpret_cast<u32*>(a[0]), static_cast<int>(a[1]), static_cast<u32>(a[2]),
                 a[3] != 0, IL_CALLER);
  }
  const long result = RawSyscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  if (result < 0 && result > -4096) {
    errno = static_cast<int>(-result);
    return -1;
  }
  return result;
}
