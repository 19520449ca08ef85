// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The end of the program, and calls that could block where the scheduler does not see it.
//
// A blocking call that is not controlled ends the execution with a report; it is never run
// silently, because it would stop every thread of the program at once.

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checker/explorer/runtime/memory_access.h"
#include "checker/explorer/runtime/report.h"
#include "checker/explorer/runtime/scheduler.h"
#include "checker/explorer/runtime/threads.h"

using namespace interlock::explore::runtime;  // NOLINT: this file defines libc's global names

namespace {

void RefuseCall(const char* name, uptr caller) {
  S().uncontrolled = true;
  ReportFailure("uncontrolled blocking call", OffsetOf(caller),
                "%s could block where the scheduler does not see it", name);
  EndExecution();
}

// Reads and writes of files and directories come back by themselves; those of pipes, sockets and
// terminals may wait for another thread.
bool MayBlock(int descriptor) {
  struct stat information;
  if (RawSyscall(SYS_fstat, descriptor, reinterpret_cast<long>(&information)) < 0) return false;
  return !S_ISREG(information.st_mode) && !S_ISDIR(information.st_mode) &&
         !S_ISBLK(information.st_mode) &&
         !(S_ISCHR(information.st_mode) && information.st_rdev == makedev(1, 3));  // /dev/null
}

long Finish(long result) {
  if (result < 0 && result > -4096) {
    errno = static_cast<int>(-result);
    return -1;
  }
  return result;
}

void NoteTransfer(const void* p, long bytes, u8 flags, uptr caller) {
  if (FromProgram(caller)) {
    const int error = errno;
    PlainAccess(reinterpret_cast<uptr>(p), static_cast<u64>(bytes), flags, caller);
    errno = error;
  }
}

}  // namespace

IL_EXPORT void exit(int status) noexcept {
  if (Active()) EndProgram(status);
  RawSyscall(SYS_exit_group, status);
  __builtin_unreachable();
}
IL_EXPORT void _exit(int status) {
  if (Active()) {
    S().exit_count = 0;
    EndProgram(status);
  }
  RawSyscall(SYS_exit_group, status);
  __builtin_unreachable();
}
IL_EXPORT void _Exit(int status) noexcept { _exit(status); }
IL_EXPORT void quick_exit(int status) noexcept { _exit(status); }
IL_EXPORT void abort() noexcept {
  if (Active()) {
    ReportFailure("abort", OffsetOf(IL_CALLER), "the program called abort");
    EndExecution();
  }
  RawSyscall(SYS_kill, RawSyscall(SYS_getpid), SIGABRT);
  RawSyscall(SYS_exit_group, 134);
  __builtin_unreachable();
}
IL_EXPORT void __assert_fail(const char* expression, const char* file, unsigned line,
                             const char*) noexcept {
  if (Active()) {
    ReportFailure("abort", OffsetOf(IL_CALLER), "assertion failed: %s (%s:%u)", expression, file,
                  line);
    EndExecution();
  }
  Fail("assertion failed before main: %s (%s:%u)", expression, file, line);
}
IL_EXPORT int __cxa_atexit(void (*function)(void*), void* argument, void* library) noexcept {
  const uptr handle = reinterpret_cast<uptr>(library);
  if (g_state != nullptr && handle >= S().program_begin && handle < S().program_end) {
    if (S().exit_count == 1024) Fail("capacity: more than 1024 exit functions");
    S().exits[S().exit_count++] = {function, argument};
    return 0;
  }
  if (Active()) return 0;  // libc would keep a list that outlives the execution
  using Function = int (*)(void (*)(void*), void*, void*);
  const Function real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "__cxa_atexit"));
  return real != nullptr ? real(function, argument, library) : 0;
}

#define IL_TRANSFER(RESULT, NAME, NUMBER, PARAMETERS, DESCRIPTOR, ...)   \
  IL_EXPORT RESULT NAME PARAMETERS {                                     \
    if (Active() && MayBlock(DESCRIPTOR)) RefuseCall(#NAME, IL_CALLER);  \
    return static_cast<RESULT>(Finish(RawSyscall(NUMBER, __VA_ARGS__))); \
  }
IL_TRANSFER(ssize_t, read, SYS_read, (int fd, void* p, size_t n), fd, fd, reinterpret_cast<long>(p),
            static_cast<long>(n))
IL_TRANSFER(ssize_t, readv, SYS_readv, (int fd, const struct iovec* v, int n), fd, fd,
            reinterpret_cast<long>(v), n)

// Transfers at a position are for what can seek, so they come back by themselves. The bytes that
// the system reads or writes for the program are accesses of the caller.
IL_EXPORT ssize_t pread(int fd, void* p, size_t n, off_t at) {
  if (Active() && MayBlock(fd)) RefuseCall("pread", IL_CALLER);
  const long count =
      Finish(RawSyscall(SYS_pread64, fd, reinterpret_cast<long>(p), static_cast<long>(n), at));
  if (count > 0) NoteTransfer(p, count, kAccessWrite, IL_CALLER);
  return count;
}
IL_EXPORT ssize_t pwrite(int fd, const void* p, size_t n, off_t at) {
  if (Active() && MayBlock(fd)) RefuseCall("pwrite", IL_CALLER);
  const long count =
      Finish(RawSyscall(SYS_pwrite64, fd, reinterpret_cast<long>(p), static_cast<long>(n), at));
  if (count > 0) NoteTransfer(p, count, 0, IL_CALLER);
  return count;
}

#define IL_REFUSE(RESULT, NAME, ...)            \
  IL_EXPORT RESULT NAME(__VA_ARGS__) {          \
    if (Active()) RefuseCall(#NAME, IL_CALLER); \
    errno = ENOSYS;                             \
    return static_cast<RESULT>(-1);             \
  }
IL_REFUSE(int, poll, struct pollfd*, nfds_t, int)
IL_REFUSE(int, ppoll, struct pollfd*, nfds_t, const struct timespec*, const sigset_t*)
IL_REFUSE(int, select, int, fd_set*, fd_set*, fd_set*, struct timeval*)
IL_REFUSE(int, pselect, int, fd_set*, fd_set*, fd_set*, const struct timespec*, const sigset_t*)
IL_REFUSE(int, epoll_wait, int, struct epoll_event*, int, int)
IL_REFUSE(int, epoll_pwait, int, struct epoll_event*, int, int, const sigset_t*)
IL_REFUSE(int, accept, int, struct sockaddr*, socklen_t*)
IL_REFUSE(int, accept4, int, struct sockaddr*, socklen_t*, int)
IL_REFUSE(int, connect, int, const struct sockaddr*, socklen_t)
IL_REFUSE(ssize_t, recv, int, void*, size_t, int)
IL_REFUSE(ssize_t, recvfrom, int, void*, size_t, int, struct sockaddr*, socklen_t*)
IL_REFUSE(ssize_t, recvmsg, int, struct msghdr*, int)
IL_REFUSE(ssize_t, send, int, const void*, size_t, int)
IL_REFUSE(ssize_t, sendmsg, int, const struct msghdr*, int)
IL_REFUSE(ssize_t, sendto, int, const void*, size_t, int, const struct sockaddr*, socklen_t)
IL_REFUSE(int, lockf, int, int, off_t)
IL_REFUSE(pid_t, wait, int*)
IL_REFUSE(pid_t, waitpid, pid_t, int*, int)
IL_REFUSE(pid_t, wait4, pid_t, int*, int, struct rusage*)
IL_REFUSE(int, waitid, idtype_t, id_t, siginfo_t*, int)
IL_REFUSE(int, pause, void)
IL_REFUSE(int, sigwaitinfo, const sigset_t*, siginfo_t*)
IL_REFUSE(int, sigsuspend, const sigset_t*)
IL_REFUSE(int, system, const char*)
#undef IL_REFUSE

#define IL_REFUSE_NOTHROW(RESULT, NAME, ...)    \
  IL_EXPORT RESULT NAME(__VA_ARGS__) noexcept { \
    if (Active()) RefuseCall(#NAME, IL_CALLER); \
    errno = ENOSYS;                             \
    return static_cast<RESULT>(-1);             \
  }
IL_REFUSE_NOTHROW(int, flock, int, int)
IL_REFUSE_NOTHROW(pid_t, fork, void)
IL_REFUSE_NOTHROW(pid_t, vfork, void)
IL_REFUSE_NOTHROW(int, execv, const char*, char* const*)
IL_REFUSE_NOTHROW(int, execvp, const char*, char* const*)
IL_REFUSE_NOTHROW(int, execve, const char*, char* const*, char* const*)
