// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The heap of the explored program: blocks at fixed addresses that are never given out again within
// an execution, so that equal schedules see equal pointers and a stale pointer meets no new object.
//
// Blocks asked for by other libraries through malloc stay with libc: they outlive an execution.

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include <new>

#include "checker/explorer/runtime/memory_access.h"
#include "checker/explorer/runtime/report.h"

extern "C" void* __libc_malloc(size_t);
extern "C" void* __libc_calloc(size_t, size_t);
extern "C" void* __libc_realloc(void*, size_t);
extern "C" void* __libc_memalign(size_t, size_t);
extern "C" void __libc_free(void*);

using namespace interlock::explore::runtime;  // NOLINT: this file defines libc's global names

namespace {

constexpr u64 kGap = 16;  // between blocks: an access past the end meets nothing
constexpr u64 kMaxBlocks = u64{1} << 26;

bool InArena(const void* p) {
  const uptr address = reinterpret_cast<uptr>(p);
  return address >= kHeapAddress && address < kHeapAddress + kHeapBytes;
}

// The program itself asks (during static initialisation, too).
bool IsProgram(uptr caller) { return g_state != nullptr && OffsetOf(caller) != 0; }

void* Allocate(u64 bytes, u64 alignment, uptr caller) {
  State& state = S();
  if (alignment < 16) alignment = 16;
  const u64 offset = (state.heap_used + kGap + alignment - 1) & ~(alignment - 1);
  if (offset + bytes + kGap > kHeapBytes || bytes > kHeapBytes) {
    Fail("capacity: one execution needs more than %lu MiB of heap",
         static_cast<unsigned long>(kHeapBytes >> 20));
  }
  if (state.block_count == kMaxBlocks) Fail("capacity: too many heap blocks in one execution");
  state.heap_used = offset + bytes;
  state.blocks[state.block_count++] = HeapBlock{kHeapAddress + offset, bytes, OffsetOf(caller),
                                                state.active ? Current().node : 0, false};
  return reinterpret_cast<void*>(kHeapAddress + offset);
}

void Release(void* p, uptr caller) {
  if (p == nullptr) return;
  if (!InArena(p)) {
    __libc_free(p);
    return;
  }
  State& state = S();
  const u32 index = FindBlock(reinterpret_cast<uptr>(p));
  if (index == 0 || state.blocks[index - 1].base != reinterpret_cast<uptr>(p)) {
    if (Active())
      ReportFailure("misuse", OffsetOf(caller), "free of something that is no heap block");
    return;
  }
  HeapBlock& block = state.blocks[index - 1];
  if (block.freed && Active()) {
    ReportFailure("misuse", OffsetOf(caller), "a heap block is freed twice");
    return;
  }
  if (Active() && block.bytes > 0) {
    RecordAccess(block.base, block.bytes, kAccessWrite | kAccessFree, 0, caller);
  }
  block.freed = true;
}

void* New(size_t bytes, size_t alignment, uptr caller) {
  if (g_state == nullptr) return __libc_memalign(alignment, bytes);
  return Allocate(bytes, alignment, caller);
}

}  // namespace

IL_EXPORT void* malloc(size_t bytes) {
  return IsProgram(IL_CALLER) ? Allocate(bytes, 16, IL_CALLER) : __libc_malloc(bytes);
}
IL_EXPORT void* calloc(size_t count, size_t bytes) {
  if (!IsProgram(IL_CALLER)) return __libc_calloc(count, bytes);
  if (bytes != 0 && count > kHeapBytes / bytes) {
    errno = ENOMEM;
    return nullptr;
  }
  return memset(Allocate(count * bytes, 16, IL_CALLER), 0, count * bytes);
}
IL_EXPORT void* realloc(void* p, size_t bytes) {
  if (!InArena(p) && (p != nullptr || !IsProgram(IL_CALLER))) return __libc_realloc(p, bytes);
  void* grown = Allocate(bytes, 16, IL_CALLER);
  if (p != nullptr) {
    const u32 index = FindBlock(reinterpret_cast<uptr>(p));
    if (index == 0) Fail("realloc of something that is no heap block");
    const u64 old = S().blocks[index - 1].bytes;
    memcpy(grown, p, old < bytes ? old : bytes);
    Release(p, IL_CALLER);
  }
  return grown;
}
IL_EXPORT void free(void* p) { Release(p, IL_CALLER); }
IL_EXPORT void* memalign(size_t alignment, size_t bytes) {
  return IsProgram(IL_CALLER) ? Allocate(bytes, alignment, IL_CALLER)
                              : __libc_memalign(alignment, bytes);
}
IL_EXPORT void* aligned_alloc(size_t alignment, size_t bytes) {
  return IsProgram(IL_CALLER) ? Allocate(bytes, alignment, IL_CALLER)
                              : __libc_memalign(alignment, bytes);
}
IL_EXPORT int posix_memalign(void** p, size_t alignment, size_t bytes) {
  *p = IsProgram(IL_CALLER) ? Allocate(bytes, alignment, IL_CALLER)
                            : __libc_memalign(alignment, bytes);
  return *p != nullptr ? 0 : ENOMEM;
}
IL_EXPORT size_t malloc_usable_size(void* p) {
  const u32 index = g_state != nullptr ? FindBlock(reinterpret_cast<uptr>(p)) : 0;
  return index != 0 ? S().blocks[index - 1].bytes : 0;
}

// NOLINTBEGIN: replacement of the global allocation functions
#define IL_DEFAULT_ALIGNMENT 16
void* operator new(size_t n) { return New(n, IL_DEFAULT_ALIGNMENT, IL_CALLER); }
void* operator new[](size_t n) { return New(n, IL_DEFAULT_ALIGNMENT, IL_CALLER); }
void* operator new(size_t n, const std::nothrow_t&) noexcept {
  return New(n, IL_DEFAULT_ALIGNMENT, IL_CALLER);
}
void* operator new[](size_t n, const std::nothrow_t&) noexcept {
  return New(n, IL_DEFAULT_ALIGNMENT, IL_CALLER);
}
void* operator new(size_t n, std::align_val_t a) { return New(n, size_t(a), IL_CALLER); }
void* operator new[](size_t n, std::align_val_t a) { return New(n, size_t(a), IL_CALLER); }
void* operator new(size_t n, std::align_val_t a, const std::nothrow_t&) noexcept {
  return New(n, size_t(a), IL_CALLER);
}
void* operator new[](size_t n, std::align_val_t a, const std::nothrow_t&) noexcept {
  return New(n, size_t(a), IL_CALLER);
}
void operator delete(void* p) noexcept { Release(p, IL_CALLER); }
void operator delete[](void* p) noexcept { Release(p, IL_CALLER); }
void operator delete(void* p, size_t) noexcept { Release(p, IL_CALLER); }
void operator delete[](void* p, size_t) noexcept { Release(p, IL_CALLER); }
void operator delete(void* p, const std::nothrow_t&) noexcept { Release(p, IL_CALLER); }
void operator delete[](void* p, const std::nothrow_t&) noexcept { Release(p, IL_CALLER); }
void operator delete(void* p, std::align_val_t) noexcept { Release(p, IL_CALLER); }
void operator delete[](void* p, std::align_val_t) noexcept { Release(p, IL_CALLER); }
void operator delete(void* p, size_t, std::align_val_t) noexcept { Release(p, IL_CALLER); }
void operator delete[](void* p, size_t, std::align_val_t) noexcept { Release(p, IL_CALLER); }
// NOLINTEND
