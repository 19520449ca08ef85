// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/fiber.h"

#include <immintrin.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>

// Saves the callee-saved registers on the running stack, stores its pointer, continues on another.
extern "C" void interlock_switch_stack(void** save, void* to);
asm(R"(
.text
.globl interlock_switch_stack
.type interlock_switch_stack,@function
interlock_switch_stack:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size interlock_switch_stack,.-interlock_switch_stack
)");

namespace interlock::explore::runtime {
namespace {

constexpr unsigned long kHwcap2FsGsBase = 2;  // the kernel lets user mode use the instructions

// Body of a parked thread: tells where its storage lies, then sleeps for ever.
void* Parked(void* fs_base) {
  *static_cast<volatile u64*>(fs_base) = ReadFsBase();
  for (;;) RawSyscall(SYS_pause);
}

void Park(int index) {
  Thread& thread = S().threads[index];
  u8* stack =
      static_cast<u8*>(MapMemory(kParkedStacksAddress + static_cast<u64>(index) * kParkedStackBytes,
                                 kParkedStackBytes, "storage of a thread"));
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstack(&attributes, stack, kParkedStackBytes);
  // The C library works on its own idea of the calling thread: let that be the real one.
  const u64 borrowed = ReadFsBase();
  WriteFsBase(S().driver_fs_base);
  const bool active = S().active;
  S().active = false;
  const int error = S().real.pthread_create(&thread.handle, &attributes, Parked, &thread.fs_base);
  if (error != 0) Fail("cannot create a thread to borrow storage from: error %d", error);
  while (*static_cast<volatile u64*>(&thread.fs_base) == 0) _mm_pause();
  S().active = active;
  WriteFsBase(borrowed);
  MapMemory(kStacksAddress + static_cast<u64>(index) * kStackStride + 4096, kStackStride - 4096,
            "stack of a thread");
  thread.parked = true;
}

// Gives the thread its own fresh copy of the program's thread-local objects.
void ResetThreadLocals(const Thread& thread) {
  const State& state = S();
  if (state.tls_bytes == 0) return;
  const u64 size = (state.tls_bytes + state.tls_align - 1) & ~(state.tls_align - 1);
  u8* begin = reinterpret_cast<u8*>(thread.fs_base - size);
  memcpy(begin, reinterpret_cast<const void*>(state.tls_image), state.tls_file_bytes);
  memset(begin + state.tls_file_bytes, 0, state.tls_bytes - state.tls_file_bytes);
}

}  // namespace

void RequireFsBase() {
  if ((getauxval(AT_HWCAP2) & kHwcap2FsGsBase) != 0) return;
  Complain(
      "interlock: this machine does not let programs write the FS base register (FSGSBASE: Linux "
      "5.9 or later on an x86-64 processor that has it); the explorer cannot run here\n");
  RawSyscall(SYS_exit_group, 2);
}

__attribute__((target("fsgsbase"))) u64 ReadFsBase() { return _readfsbase_u64(); }
__attribute__((target("fsgsbase"))) void WriteFsBase(u64 value) { _writefsbase_u64(value); }

void PrepareFiber(int index, void (*start)()) {
  Thread& thread = S().threads[index];
  if (!thread.parked) Park(index);
  ResetThreadLocals(thread);
  u64* top = reinterpret_cast<u64*>(kStacksAddress + static_cast<u64>(index + 1) * kStackStride);
  *--top = 0;  // return address of `start`: ends a walk over the stack, and aligns it
  *--top = reinterpret_cast<u64>(start);
  for (int i = 0; i < 6; ++i) *--top = 0;
  thread.stack_pointer = top;
}

void SwitchToThread(int index) {
  State& state = S();
  if (index == state.current) return;
  Thread& from = state.threads[state.current];
  state.current = index;
  WriteFsBase(state.threads[index].fs_base);
  interlock_switch_stack(&from.stack_pointer, state.threads[index].stack_pointer);
}

void LeaveExecution() {
  State& state = S();
  state.active = false;
  WriteFsBase(state.driver_fs_base);
  void* abandoned;
  interlock_switch_stack(&abandoned, state.driver_stack_pointer);
  __builtin_trap();
}

void EnterExecution() {
  State& state = S();
  state.driver_fs_base = ReadFsBase();
  state.current = 0;
  state.active = true;
  WriteFsBase(state.threads[0].fs_base);
  interlock_switch_stack(&state.driver_stack_pointer, state.threads[0].stack_pointer);
}

}  // namespace interlock::explore::runtime
