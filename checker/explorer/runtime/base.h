// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Ground of the explorer's runtime: integer names, raw system calls, text without libc.
//
// The runtime is linked into the explored program in place of the sanitizer's. It interposes libc
// functions (malloc, memcmp, strlen, syscall, ...), so it calls none of those itself: system calls
// are raw, memory comes from mmap, and text is handled by the functions below.
//
// Thread safety: everything in the runtime runs on one kernel thread; fibers switch only inside
// Schedule() (scheduler.h).

#include <cstdarg>
#include <cstddef>
#include <cstdint>

namespace interlock::explore::runtime {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using uptr = std::uintptr_t;

#define IL_EXPORT extern "C" __attribute__((visibility("default"), noinline))
#define IL_CALLER \
  (reinterpret_cast<::interlock::explore::runtime::uptr>(__builtin_return_address(0)))
#define IL_LIKELY(x) __builtin_expect(!!(x), 1)
#define IL_UNLIKELY(x) __builtin_expect(!!(x), 0)

/// Performs a system call; a negative result is -errno.
inline long RawSyscall(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0,
                       long f = 0) {
  long result;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
}

inline std::size_t TextLength(const char* text) {
  std::size_t n = 0;
  while (text[n] != 0) {
    ++n;
    asm volatile("" ::: "memory");  // keeps the compiler from calling strlen, which is interposed
  }
  return n;
}

inline bool TextEqual(const char* a, const char* b) {
  while (*a != 0 && *a == *b) ++a, ++b;
  return *a == *b;
}

/// True if `text` begins with `prefix`.
inline bool TextStarts(const char* text, const char* prefix) {
  while (*prefix != 0) {
    if (*text++ != *prefix++) return false;
  }
  return true;
}

/// Reads a decimal number; stops at the first other character.
u64 ParseNumber(const char* text);

/// Maps zeroed memory that costs nothing until touched; at `address` exactly unless 0.
void* MapMemory(u64 address, u64 bytes, const char* what);

/// Ends the process with exit code 2 after writing the outcome file: a capacity limit, an
/// unreadable file, a misuse of the runtime. Never returns.
[[noreturn]] void Fail(const char* format, ...) __attribute__((format(printf, 1, 2)));

/// Writes to standard error, whatever the program did with its own.
void Complain(const char* format, ...) __attribute__((format(printf, 1, 2)));

/// A file written through a buffer by raw system calls.
class FileWriter {
 public:
  /// False if the file cannot be created.
  bool Open(const char* path);
  void Put(const void* data, std::size_t bytes);
  void Print(const char* format, ...) __attribute__((format(printf, 2, 3)));
  void Text(const char* text) { Put(text, TextLength(text)); }
  /// Writes the buffer out; false if some write failed since Open().
  bool Flush();
  void Close();
  bool is_open() const { return descriptor_ > 0; }

 private:
  int descriptor_ = 0;
  bool failed_ = false;
  std::size_t used_ = 0;
  char buffer_[1 << 16];
};

}  // namespace interlock::explore::runtime
