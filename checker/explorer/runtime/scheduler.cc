// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/scheduler.h"

#include <string.h>

#include "checker/explorer/runtime/fiber.h"
#include "checker/explorer/runtime/frames.h"
#include "checker/explorer/runtime/replay.h"
#include "checker/explorer/runtime/report.h"
#include "checker/explorer/runtime/trace_writer.h"

namespace interlock::explore::runtime {
namespace {

constexpr u8 kTimeoutChoice = 0x80;

struct Candidates {
  int runnable[kMaxThreads];
  int count = 0;
  int timed[kMaxThreads];  // blocked, but may time out
  int timed_count = 0;
};

Candidates Collect() {
  State& state = S();
  Candidates result;
  for (int i = 0; i < state.thread_count; ++i) {
    Thread& thread = state.threads[i];
    if (thread.status != ThreadStatus::kLive) continue;
    if (CanRun(thread)) {
      if (!thread.postponed && !IsHeld(thread)) result.runnable[result.count++] = i;
    } else if (thread.operation.is_timed) {
      result.timed[result.timed_count++] = i;
    }
  }
  if (result.count == 0) {  // everybody waits for a partner that does not come: let go
    for (int i = 0; i < state.thread_count; ++i) {
      Thread& thread = state.threads[i];
      if (thread.status == ThreadStatus::kLive && thread.postponed && CanRun(thread)) {
        result.runnable[result.count++] = i;
      }
    }
  }
  return result;
}

void RecordChoice(u8 choice) {
  State& state = S();
  if (state.step >= kMaxSteps)
    Fail("capacity: more than %lu steps in one execution", static_cast<unsigned long>(kMaxSteps));
  state.choices[state.step++] = choice;
}

void TimeOut(int index) {
  Thread& thread = S().threads[index];
  thread.woken = thread.timed_out = true;
  thread.operation.kind = OperationKind::kOther;
  RecordChoice(static_cast<u8>(kTimeoutChoice | index));
}

// True if a waiting thread's time has come; picks which.
bool PickTimeout(const Candidates& candidates) {
  State& state = S();
  if (candidates.timed_count == 0) return false;
  if (state.control.mode == RunMode::kChoices && state.step < state.recorded_count) {
    const u8 next = state.recorded[state.step];
    if ((next & kTimeoutChoice) == 0) return false;
    TimeOut(next & 0x7f);
    return true;
  }
  // Time passes when nobody has anything better to do than to wait or to ask again.
  bool idle = true;
  for (int i = 0; i < candidates.count; ++i) idle &= state.threads[candidates.runnable[i]].yielded;
  if (idle) {
    TimeOut(candidates.timed[0]);
    return true;
  }
  const RunMode mode = state.control.mode;
  if (mode == RunMode::kSequential || mode == RunMode::kReplay || mode == RunMode::kChoices) {
    return false;
  }
  if (Random() % 16 != 0) return false;
  TimeOut(candidates.timed[Random() % static_cast<u64>(candidates.timed_count)]);
  return true;
}

// A thread that yielded runs again when something has changed, or when all have yielded.
int DropYielded(int* runnable, int count) {
  State& state = S();
  int kept = 0;
  int result[kMaxThreads];
  for (int i = 0; i < count; ++i) {
    if (!state.threads[runnable[i]].yielded) result[kept++] = runnable[i];
  }
  if (kept == 0) {
    for (int i = 0; i < count; ++i) state.threads[runnable[i]].yielded = false;
    return count;
  }
  memcpy(runnable, result, static_cast<std::size_t>(kept) * sizeof(int));
  return kept;
}

void Continue(int index) {
  State& state = S();
  Thread& thread = state.threads[index];
  RecordChoice(static_cast<u8>(index));
  state.run_length = state.last_scheduled == index ? state.run_length + 1 : 0;
  state.last_scheduled = index;
  ++thread.steps;
  state.step_hash = (state.step_hash ^ (u64{thread.operation.pc} * 131 + static_cast<u64>(index))) *
                    1099511628211ull;
  // Whether an atomic write changes anything is known only afterwards, see NoteChange().
  const OperationKind kind = thread.operation.kind;
  if (kind != OperationKind::kYield && kind != OperationKind::kAtomic &&
      thread.operation.is_write) {
    NoteChange();
  }
  if (state.replay != nullptr) OnContinue(index);
  SwitchToThread(index);
}

u32 HashAddress(uptr address) { return static_cast<u32>((address * 0x9e3779b97f4a7c15ull) >> 40); }

constexpr u32 kSyncSlots = 1 << 20;
constexpr u32 kSyncs = 1 << 19;
struct SyncSlot {
  u32 generation;
  u32 index;
};

SyncSlot* Slots() { return reinterpret_cast<SyncSlot*>(S().syncs + kSyncs); }

}  // namespace

void CreateSyncs() {
  S().syncs = static_cast<Sync*>(
      MapMemory(0, u64{kSyncs} * sizeof(Sync) + u64{kSyncSlots} * sizeof(SyncSlot), "locks"));
}

Sync& SyncAt(uptr address) {
  State& state = S();
  SyncSlot* slots = Slots();
  u32 i = HashAddress(address) & (kSyncSlots - 1);
  for (;; i = (i + 1) & (kSyncSlots - 1)) {
    if (slots[i].generation != state.generation) break;
    Sync& sync = state.syncs[slots[i].index];
    if (sync.address == address) return sync;
  }
  if (state.sync_count == kSyncs) Fail("capacity: more than %u synchronisation objects", kSyncs);
  slots[i] = SyncSlot{state.generation, state.sync_count};
  Sync& sync = state.syncs[state.sync_count++];
  memset(&sync, 0, sizeof sync);
  sync.address = address;
  sync.owner = -1;
  return sync;
}

void ResetSync(uptr address) {
  Sync& sync = SyncAt(address);
  memset(&sync, 0, sizeof sync);
  sync.address = address;
  sync.owner = -1;
}

void Acquire(const VectorClock& clock) {
  Thread& thread = Current();
  if (S().tracing) TraceAcquire(thread.clock, clock);
  thread.clock.Join(clock, S().thread_count);
}

void Tick() {
  State& state = S();
  u32& own = Current().clock.at[state.current];
  if (++own > state.max_clock) state.max_clock = own;
  if (own > 0xfffffff0u) Fail("capacity: clock overflow within one execution");
}

u64 Random() {
  u64 z = (S().random += 0x9e3779b97f4a7c15ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

bool CanRun(const Thread& thread) {
  const Operation& operation = thread.operation;
  switch (operation.kind) {
    case OperationKind::kLock: {
      const Sync& sync = SyncAt(operation.address);
      return (sync.owner < 0 && sync.readers == 0) ||
             (sync.recursive && sync.owner == &thread - S().threads);
    }
    case OperationKind::kReadLock:
      return SyncAt(operation.address).owner < 0;
    case OperationKind::kWriteLock: {
      const Sync& sync = SyncAt(operation.address);
      return sync.owner < 0 && sync.readers == 0;
    }
    case OperationKind::kWait:
      return thread.woken;
    case OperationKind::kOnce:
    case OperationKind::kBarrier:
      return thread.waiting_on == 0 || thread.woken;
    case OperationKind::kJoin: {
      return S().threads[operation.address].status == ThreadStatus::kEnded;
    }
    case OperationKind::kSemaphore:
      return *reinterpret_cast<const volatile int*>(operation.address) > 0;
    default:
      return true;
  }
}

void EndExecution() { LeaveExecution(); }

void NoteChange() {
  State& state = S();
  for (int i = 0; i < state.thread_count; ++i) state.threads[i].yielded = false;
}

void Schedule() {
  State& state = S();
  for (;;) {
    Candidates candidates = Collect();
    if (PickTimeout(candidates)) continue;
    if (candidates.count == 0) {
      if (state.replay != nullptr && OnStuck()) continue;
      ReportDeadlock();
      EndExecution();
    }
    if (state.step >= state.control.step_bound) {
      ReportStepBound();
      EndExecution();
    }
    const int count = DropYielded(candidates.runnable, candidates.count);
    Continue(PickThread(candidates.runnable, count));
    return;
  }
}

void Visible(OperationKind kind, uptr address, u32 size, bool is_write, u32 pc, bool is_timed) {
  Thread& thread = Current();
  thread.operation = Operation{kind, is_write, is_timed, size, address, pc};
  thread.timed_out = false;
  if (S().replay != nullptr) OnArrive(thread);
  Schedule();
}

bool Block(uptr address, u32 pc, bool is_timed, OperationKind kind) {
  Thread& thread = Current();
  thread.woken = false;
  thread.waiting_on = address;
  thread.ticket = SyncAt(address).next_ticket++;
  thread.operation = Operation{kind, true, is_timed, 0, address, pc};
  thread.timed_out = false;
  Schedule();
  thread.waiting_on = 0;
  return !thread.timed_out;
}

int Wake(uptr address, int count) {
  State& state = S();
  // Which waiter is woken is a choice of the schedule, too; in replay the first one to come.
  const bool first_come =
      state.control.mode == RunMode::kReplay || state.control.mode == RunMode::kSequential;
  int woken = 0;
  while (woken < count) {
    int waiting[kMaxThreads];
    int waiters = 0;
    for (int i = 0; i < state.thread_count; ++i) {
      const Thread& thread = state.threads[i];
      if (thread.status == ThreadStatus::kLive && thread.waiting_on == address && !thread.woken) {
        waiting[waiters++] = i;
      }
    }
    if (waiters == 0) break;
    int chosen = waiting[0];
    if (!first_come && waiters > 1 && count < kMaxThreads) {
      chosen = waiting[Fnv1a(&state.step, sizeof state.step, state.wake_seed) %
                       static_cast<u64>(waiters)];
    } else {
      for (int i = 1; i < waiters; ++i) {
        if (state.threads[waiting[i]].ticket < state.threads[chosen].ticket) chosen = waiting[i];
      }
    }
    state.threads[chosen].woken = true;
    ++woken;
  }
  return woken;
}

}  // namespace interlock::explore::runtime
