// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/threads.h"

#include <string.h>

#include "checker/explorer/runtime/fiber.h"
#include "checker/explorer/runtime/frames.h"
#include "checker/explorer/runtime/replay.h"
#include "checker/explorer/runtime/report.h"
#include "checker/explorer/runtime/scheduler.h"
#include "checker/explorer/runtime/trace_writer.h"

extern "C" void* __cxa_get_globals();

namespace interlock::explore::runtime {
namespace {

void RunDestructors() {
  Thread& thread = Current();
  while (thread.destructor_count > 0) {
    const ThreadDestructor destructor = thread.destructors[--thread.destructor_count];
    destructor.function(destructor.object);
  }
  for (int round = 0; round < 4; ++round) {
    bool again = false;
    for (int key = 0; key < 64; ++key) {
      void* value = thread.key_values[key];
      if (value == nullptr || !S().key_used[key] || S().key_destructors[key] == nullptr) continue;
      thread.key_values[key] = nullptr;
      S().key_destructors[key](value);
      again = true;
    }
    if (!again) break;
  }
}

// First function of every fiber.
void Start() {
  memset(__cxa_get_globals(), 0, 16);  // no exception is in flight
  Thread& thread = Current();
  EndThread(thread.entry(thread.argument));
}

int NewThread(void* (*entry)(void*), void* argument, int parent, u32 pc) {
  State& state = S();
  if (state.thread_count == kMaxThreads) {
    Fail("capacity: more than %d threads in one execution", kMaxThreads);
  }
  const int index = state.thread_count++;
  Thread& thread = state.threads[index];
  thread.status = ThreadStatus::kLive;
  thread.detached = thread.joined = false;
  thread.parent = parent;
  thread.entry = entry;
  thread.argument = argument;
  thread.result = nullptr;
  thread.node = 0;
  thread.woken = thread.timed_out = thread.yielded = thread.postponed = false;
  thread.waiting_on = 0;
  thread.priority = Random() | (u64{1} << 63);
  thread.priority_step = 0;
  if (thread.steps > 0) thread.steps_before = thread.steps;
  thread.steps = 0;
  thread.destructor_count = 0;
  memset(thread.key_values, 0, sizeof thread.key_values);
  memset(&thread.clock, 0, sizeof thread.clock);
  memset(&thread.fence_release, 0, sizeof thread.fence_release);
  memset(&thread.fence_acquire, 0, sizeof thread.fence_acquire);
  thread.spawn_pc = pc;
  thread.spawn_node = parent >= 0 ? state.threads[parent].node : 0;
  thread.operation = Operation{OperationKind::kOther, true, false, 0, 0, 0};
  thread.instance = 0;
  thread.witness = -1;
  thread.held_step = -1;
  const u32 position = PositionOutsideWrappers(pc, thread.spawn_node);
  for (int i = 1; i < index; ++i) {
    const Thread& other = state.threads[i];
    if (other.parent != parent) continue;
    const u32 place = PositionOutsideWrappers(other.spawn_pc, other.spawn_node);
    if (position != kNoPosition ? place == position : other.spawn_pc == pc) ++thread.instance;
  }
  PrepareFiber(index, Start);
  return index;
}

}  // namespace

void CreateMainThread(void* (*entry)(void*), void* argument) {
  State& state = S();
  const int index = NewThread(entry, argument, -1, 0);
  state.threads[index].clock.at[index] = state.base_clock;
  if (state.replay != nullptr) OnThreadCreated(index);
}

int CreateThread(void* (*entry)(void*), void* argument, u32 pc) {
  State& state = S();
  const int index = NewThread(entry, argument, state.current, pc);
  Thread& thread = state.threads[index];
  thread.clock = Current().clock;
  thread.clock.at[index] = state.base_clock;
  TraceEvent(TraceRecordKind::kSpawn, reinterpret_cast<uptr>(argument), 0, pc,
             static_cast<u32>(index), thread.instance);
  Tick();
  if (state.tracing) TraceClock(index);
  if (state.replay != nullptr) OnThreadCreated(index);
  return index;
}

void EndThread(void* result) {
  State& state = S();
  Thread& thread = Current();
  thread.result = result;
  RunDestructors();
  if (state.current == 0) EndProgram(static_cast<int>(reinterpret_cast<long>(result)));
  Visible(OperationKind::kExit, 0, 0, true, 0);
  TraceEvent(TraceRecordKind::kThreadEnd, 0, 0, 0);
  SyncAt(EndClockAddress(state.current)).release = thread.clock;
  Tick();
  thread.status = ThreadStatus::kEnded;
  Schedule();
  __builtin_trap();
}

void EndProgram(int status) {
  State& state = S();
  if (state.current != 0) RunDestructors();
  while (state.exit_count > 0) {
    const State::Exit one = state.exits[--state.exit_count];
    one.function(one.argument);
  }
  state.exit_status = status;
  if (state.replay != nullptr) OnProgramEnd();
  if (status != 0)
    ReportFailure("exit status", kNoCaller, "the program ended with exit status %d", status);
  EndExecution();
}

int ThreadOf(pthread_t handle) {
  const State& state = S();
  for (int i = 0; i < state.thread_count; ++i) {
    if (state.threads[i].handle == handle) return i;
  }
  return -1;
}

}  // namespace interlock::explore::runtime
