// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The plain half of the ABI that `clang -fsanitize=thread` calls: memory accesses and function
// entry.

#include <string.h>

#include "checker/explorer/runtime/memory_access.h"
#include "checker/explorer/runtime/replay.h"
#include "checker/explorer/runtime/scheduler.h"
#include "checker/explorer/runtime/trace_writer.h"

using namespace interlock::explore::runtime;  // NOLINT: this file defines the ABI's global names
using interlock::explore::TraceRecordKind;

namespace {

uptr Address(const volatile void* pointer) { return reinterpret_cast<uptr>(pointer); }

void EnterMarkedCall(u32 pc) {
  State& state = S();
  if ((state.sites.Marks(pc) & kMarkStep) != 0 && state.replay != nullptr) OnCallEnter(pc);
  if ((state.sites.Marks(pc) & kMarkWatch) != 0) TraceEvent(TraceRecordKind::kCallEnter, 0, 0, pc);
}

}  // namespace

IL_EXPORT void __tsan_init() {}

IL_EXPORT void __tsan_func_entry(void* caller) {
  if (!Active()) return;
  State& state = S();
  const u32 pc = OffsetOf(Address(caller));
  if (IL_UNLIKELY(state.sites.Marks(pc) != 0)) EnterMarkedCall(pc);
  Thread& thread = Current();
  thread.node = state.calls.Push(thread.node, pc);
}

IL_EXPORT void __tsan_func_exit() {
  if (!Active()) return;
  State& state = S();
  Thread& thread = Current();
  const CallNode& node = state.calls[thread.node];
  thread.node = node.parent;
  if (IL_UNLIKELY(state.sites.Marks(node.pc) != 0)) {
    if (state.replay != nullptr) OnCallExit(thread.node);
    if ((state.sites.Marks(node.pc) & kMarkWatch) != 0) {
      TraceEvent(TraceRecordKind::kCallExit, 0, 0, node.pc);
    }
  }
}

#define IL_ACCESS(NAME, BYTES, FLAGS) \
  IL_EXPORT void NAME(void* p) { PlainAccess(Address(p), BYTES, FLAGS, IL_CALLER); }
#define IL_ACCESSES(BYTES)                                           \
  IL_ACCESS(__tsan_read##BYTES, BYTES, 0)                            \
  IL_ACCESS(__tsan_write##BYTES, BYTES, kAccessWrite)                \
  IL_ACCESS(__tsan_unaligned_read##BYTES, BYTES, 0)                  \
  IL_ACCESS(__tsan_unaligned_write##BYTES, BYTES, kAccessWrite)      \
  IL_ACCESS(__tsan_read_write##BYTES, BYTES, kAccessWrite)           \
  IL_ACCESS(__tsan_unaligned_read_write##BYTES, BYTES, kAccessWrite) \
  IL_ACCESS(__tsan_volatile_read##BYTES, BYTES, 0)                   \
  IL_ACCESS(__tsan_volatile_write##BYTES, BYTES, kAccessWrite)       \
  IL_ACCESS(__tsan_unaligned_volatile_read##BYTES, BYTES, 0)         \
  IL_ACCESS(__tsan_unaligned_volatile_write##BYTES, BYTES, kAccessWrite)
IL_ACCESSES(1)
IL_ACCESSES(2)
IL_ACCESSES(4)
IL_ACCESSES(8)
IL_ACCESSES(16)

IL_EXPORT void __tsan_read_range(void* p, unsigned long n) {
  if (n > 0) PlainAccess(Address(p), n, 0, IL_CALLER);
}
IL_EXPORT void __tsan_write_range(void* p, unsigned long n) {
  if (n > 0) PlainAccess(Address(p), n, kAccessWrite, IL_CALLER);
}
IL_EXPORT void __tsan_vptr_read(void** p) { PlainAccess(Address(p), 8, 0, IL_CALLER); }
IL_EXPORT void __tsan_vptr_update(void** p, void* value) {
  if (*p != value) PlainAccess(Address(p), 8, kAccessWrite, IL_CALLER);
}

IL_EXPORT void* __tsan_memcpy(void* to, const void* from, size_t n) {
  if (n > 0) {
    PlainAccess(Address(from), n, 0, IL_CALLER);
    PlainAccess(Address(to), n, kAccessWrite, IL_CALLER);
  }
  return memcpy(to, from, n);
}
IL_EXPORT void* __tsan_memmove(void* to, const void* from, size_t n) {
  if (n > 0) {
    PlainAccess(Address(from), n, 0, IL_CALLER);
    PlainAccess(Address(to), n, kAccessWrite, IL_CALLER);
  }
  return memmove(to, from, n);
}
IL_EXPORT void* __tsan_memset(void* to, int byte, size_t n) {
  if (n > 0) PlainAccess(Address(to), n, kAccessWrite, IL_CALLER);
  return memset(to, byte, n);
}
IL_EXPORT void __tsan_ignore_thread_begin() {}
IL_EXPORT void __tsan_ignore_thread_end() {}
