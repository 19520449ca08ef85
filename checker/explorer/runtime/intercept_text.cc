// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// C library functions and C++ library bodies that read or write the program's memory out of sight
// of the instrumentation: the bytes they touch are recorded for the caller.
//
// Compiled with -fno-builtin: a loop must not become a call of the function that it implements.

#include <stddef.h>
#include <string.h>

#include "checker/explorer/runtime/memory_access.h"

using namespace interlock::explore::runtime;  // NOLINT: this file defines libc's global names

namespace {

void Note(const void* p, size_t bytes, bool is_write, uptr caller) {
  if (bytes > 0 && FromProgram(caller)) {
    PlainAccess(reinterpret_cast<uptr>(p), bytes, is_write ? kAccessWrite : 0, caller);
  }
}

int CompareBytes(const void* a, const void* b, size_t n) {
  const u8* x = static_cast<const u8*>(a);
  const u8* y = static_cast<const u8*>(b);
  for (size_t i = 0; i < n; ++i) {
    if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
  }
  return 0;
}

// Compares up to `n` characters; `*used` is how many of each text were looked at.
int CompareText(const char* a, const char* b, size_t n, size_t* used) {
  for (size_t i = 0; i < n; ++i) {
    const u8 x = static_cast<u8>(a[i]), y = static_cast<u8>(b[i]);
    *used = i + 1;
    if (x != y) return x < y ? -1 : 1;
    if (x == 0) return 0;
  }
  return 0;
}

}  // namespace

IL_EXPORT int memcmp(const void* a, const void* b, size_t n) noexcept {
  Note(a, n, false, IL_CALLER);
  Note(b, n, false, IL_CALLER);
  return CompareBytes(a, b, n);
}
IL_EXPORT int bcmp(const void* a, const void* b, size_t n) noexcept {
  Note(a, n, false, IL_CALLER);
  Note(b, n, false, IL_CALLER);
  return CompareBytes(a, b, n);
}
IL_EXPORT size_t strlen(const char* text) noexcept {
  const size_t n = TextLength(text);
  Note(text, n + 1, false, IL_CALLER);
  return n;
}
IL_EXPORT size_t strnlen(const char* text, size_t limit) noexcept {
  size_t n = 0;
  while (n < limit && text[n] != 0) ++n;
  Note(text, n < limit ? n + 1 : n, false, IL_CALLER);
  return n;
}
IL_EXPORT int strcmp(const char* a, const char* b) noexcept {
  size_t used = 0;
  const int result = CompareText(a, b, ~size_t{0}, &used);
  Note(a, used, false, IL_CALLER);
  Note(b, used, false, IL_CALLER);
  return result;
}
IL_EXPORT int strncmp(const char* a, const char* b, size_t n) noexcept {
  size_t used = 0;
  const int result = CompareText(a, b, n, &used);
  Note(a, used, false, IL_CALLER);
  Note(b, used, false, IL_CALLER);
  return result;
}
extern "C" __attribute__((visibility("default"), noinline)) const void* interlock_memchr(
    const void* p, int byte, size_t n) asm("memchr");
const void* interlock_memchr(const void* p, int byte, size_t n) {
  const u8* at = static_cast<const u8*>(p);
  size_t i = 0;
  while (i < n && at[i] != static_cast<u8>(byte)) ++i;
  Note(p, i < n ? i + 1 : n, false, IL_CALLER);
  return i < n ? at + i : nullptr;
}
extern "C" __attribute__((visibility("default"), noinline)) const char* interlock_strchr(
    const char* text, int byte) asm("strchr");
const char* interlock_strchr(const char* text, int byte) {
  size_t i = 0;
  while (text[i] != 0 && text[i] != static_cast<char>(byte)) ++i;
  Note(text, i + 1, false, IL_CALLER);
  return text[i] == static_cast<char>(byte) ? text + i : nullptr;
}
IL_EXPORT char* strcpy(char* to, const char* from) noexcept {
  const size_t n = TextLength(from) + 1;
  Note(from, n, false, IL_CALLER);
  Note(to, n, true, IL_CALLER);
  for (size_t i = 0; i < n; ++i) to[i] = from[i];
  return to;
}
IL_EXPORT char* strncpy(char* to, const char* from, size_t n) noexcept {
  size_t length = 0;
  while (length < n && from[length] != 0) ++length;
  Note(from, length < n ? length + 1 : n, false, IL_CALLER);
  Note(to, n, true, IL_CALLER);
  for (size_t i = 0; i < n; ++i) to[i] = i < length ? from[i] : '\0';
  return to;
}

// std::_Hash_bytes(const void*, size_t, size_t): reads the key.
IL_EXPORT size_t _ZSt11_Hash_bytesPKvmm(const void* p, size_t n, size_t seed) {
  Note(p, n, false, IL_CALLER);
  u64 hash = 14695981039346656037ull ^ seed;
  for (size_t i = 0; i < n; ++i) hash = (hash ^ static_cast<const u8*>(p)[i]) * 1099511628211ull;
  return hash ^ (hash >> 32);
}

// std::__detail::_Prime_rehash_policy: {float load factor; size_t next resize}, both methods are
// const and change the second member.
struct NeedRehash {
  bool needed;
  size_t buckets;
};
IL_EXPORT NeedRehash _ZNKSt8__detail20_Prime_rehash_policy14_M_need_rehashEmmm(const u8* policy,
                                                                               size_t buckets,
                                                                               size_t elements,
                                                                               size_t inserted) {
  Note(policy, 16, false, IL_CALLER);
  const u64 before = *reinterpret_cast<const u64*>(policy + 8);
  using Function = NeedRehash (*)(const u8*, size_t, size_t, size_t);
  static const Function real = reinterpret_cast<Function>(
      S().real.Find("_ZNKSt8__detail20_Prime_rehash_policy14_M_need_rehashEmmm"));
  const NeedRehash result = real(policy, buckets, elements, inserted);
  if (before != *reinterpret_cast<const u64*>(policy + 8)) Note(policy + 8, 8, true, IL_CALLER);
  return result;
}
IL_EXPORT size_t _ZNKSt8__detail20_Prime_rehash_policy11_M_next_bktEm(const u8* policy, size_t n) {
  Note(policy + 8, 8, true, IL_CALLER);
  using Function = size_t (*)(const u8*, size_t);
  static const Function real = reinterpret_cast<Function>(
      S().real.Find("_ZNKSt8__detail20_Prime_rehash_policy11_M_next_bktEm"));
  return real(policy, n);
}
