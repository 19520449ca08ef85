// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Clocks, sleep and randomness of the explored program: all virtual, the same in each execution.

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "checker/explorer/runtime/scheduler.h"

using namespace interlock::explore::runtime;  // NOLINT: this file defines libc's global names

namespace {

constexpr u64 kSecond = 1'000'000'000;

void Yield(uptr caller) {
  Current().yielded = true;
  Visible(OperationKind::kYield, 0, 0, false, OffsetOf(caller));
}

int Sleep(u64 nanoseconds, uptr caller) {
  if (!Active()) {
    timespec time{static_cast<time_t>(nanoseconds / kSecond),
                  static_cast<long>(nanoseconds % kSecond)};
    RawSyscall(SYS_nanosleep, reinterpret_cast<long>(&time));
    return 0;
  }
  S().now_ns += nanoseconds;
  Yield(caller);
  return 0;
}

u64 Now() { return S().now_ns += 1000; }

u64 NextRandom() {
  u64 z = (S().rand_state += 0x9e3779b97f4a7c15ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  return z ^ (z >> 27);
}

}  // namespace

IL_EXPORT int sched_yield() noexcept {
  if (Active()) Yield(IL_CALLER);
  return 0;
}
IL_EXPORT int nanosleep(const timespec* time, timespec*) {
  return Sleep(static_cast<u64>(time->tv_sec) * kSecond + static_cast<u64>(time->tv_nsec),
               IL_CALLER);
}
IL_EXPORT int clock_nanosleep(clockid_t, int flags, const timespec* time, timespec*) {
  u64 length = static_cast<u64>(time->tv_sec) * kSecond + static_cast<u64>(time->tv_nsec);
  if ((flags & TIMER_ABSTIME) != 0 && Active())
    length = length > S().now_ns ? length - S().now_ns : 0;
  return Sleep(length, IL_CALLER);
}
IL_EXPORT int usleep(useconds_t microseconds) { return Sleep(u64{microseconds} * 1000, IL_CALLER); }
IL_EXPORT unsigned sleep(unsigned seconds) {
  Sleep(u64{seconds} * kSecond, IL_CALLER);
  return 0;
}
IL_EXPORT int clock_gettime(clockid_t clock, timespec* time) noexcept {
  if (!Active()) {
    return static_cast<int>(RawSyscall(SYS_clock_gettime, clock, reinterpret_cast<long>(time)));
  }
  const u64 now = Now();
  time->tv_sec = static_cast<time_t>(now / kSecond);
  time->tv_nsec = static_cast<long>(now % kSecond);
  return 0;
}
IL_EXPORT int gettimeofday(timeval* time, void*) noexcept {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}
IL_EXPORT time_t time(time_t* result) noexcept {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result != nullptr) *result = now.tv_sec;
  return now.tv_sec;
}
IL_EXPORT clock_t clock() noexcept {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * CLOCKS_PER_SEC + now.tv_nsec / (kSecond / CLOCKS_PER_SEC);
}

IL_EXPORT int rand() noexcept { return static_cast<int>(NextRandom() >> 33); }
IL_EXPORT void srand(unsigned seed) noexcept { S().rand_state = seed; }
IL_EXPORT long random() noexcept { return static_cast<long>(NextRandom() >> 33); }
IL_EXPORT void srandom(unsigned seed) noexcept { S().rand_state = seed; }
IL_EXPORT ssize_t getrandom(void* buffer, size_t bytes, unsigned) {
  for (size_t i = 0; i < bytes; ++i)
    static_cast<u8*>(buffer)[i] = static_cast<u8>(NextRandom() >> 32);
  return static_cast<ssize_t>(bytes);
}
IL_EXPORT int getentropy(void* buffer, size_t bytes) {
  getrandom(buffer, bytes, 0);
  return 0;
}
// std::random_device::_M_getval(), which would ask the processor.
IL_EXPORT unsigned _ZNSt13random_device9_M_getvalEv(void*) {
  return static_cast<unsigned>(NextRandom() >> 32);
}
