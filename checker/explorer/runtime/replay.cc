// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/replay.h"

#include <stdio.h>
#include <string.h>

#include "checker/explorer/runtime/frames.h"
#include "checker/explorer/runtime/replay_state.h"
#include "checker/explorer/runtime/scheduler.h"

namespace interlock::explore::runtime {
namespace {

constexpr u32 kMaxRun = 20000;  // steps in a row before a spinning thread gives way

bool IsLock(OperationKind kind) {
  return kind == OperationKind::kLock || kind == OperationKind::kReadLock ||
         kind == OperationKind::kWriteLock || kind == OperationKind::kTryLock;
}

bool IsCallKind(const char* kind) {
  return TextEqual(kind, "send") || TextEqual(kind, "receive") || TextEqual(kind, "wait") ||
         TextEqual(kind, "signal") || TextEqual(kind, "once") || TextEqual(kind, "barrier");
}

// The witness thread that a spawn of `parent` at this place would create now, or -1.
int WouldCreate(const Thread& parent, u32 pc) {
  const State& state = S();
  if (parent.witness < 0) return -1;
  for (int j = 1; j < state.control.thread_count; ++j) {
    const WitnessThread& thread = state.control.threads[j];
    if (thread.parent != parent.witness || R().created[j] != thread.instance) continue;
    if (StandsAt(pc, parent.node, state.position_numbers + thread.first_position,
                 thread.position_count)) {
      return j;
    }
  }
  return -1;
}

// An unlock belongs to the lock that the same thread took by its last listed lock step on the
// object.
bool PairsWithLock(const Operation& operation, int step) {
  for (int l = step - 1; l >= 0; --l) {
    if (StepAt(l).thread != StepAt(step).thread || !TextEqual(StepAt(l).kind, "lock")) continue;
    if (!TextEqual(StepAt(l).object, StepAt(step).object)) continue;
    return l < R().next && R().lock_of[l] == operation.address;
  }
  return false;
}

bool Matches(const Thread& thread, int step) {
  const Operation& operation = thread.operation;
  const char* kind = StepAt(step).kind;
  const int child = StepAt(step).child;
  if (TextEqual(kind, "spawn")) {
    return operation.kind == OperationKind::kSpawn && WouldCreate(thread, operation.pc) == child;
  }
  if (TextEqual(kind, "join")) {
    if (operation.kind != OperationKind::kJoin) return false;
    return child >= 0 ? S().threads[operation.address].witness == child
                      : StandsAtStep(thread, operation.pc, step);
  }
  if (TextEqual(kind, "lock")) {
    return IsLock(operation.kind) && StandsAtStep(thread, operation.pc, step);
  }
  if (TextEqual(kind, "unlock")) {
    return operation.kind == OperationKind::kUnlock &&
           (StandsAtStep(thread, operation.pc, step) || PairsWithLock(operation, step));
  }
  if (!IsCallKind(kind)) return false;
  switch (operation.kind) {
    case OperationKind::kCall:
    case OperationKind::kWait:
    case OperationKind::kSignal:
    case OperationKind::kSemaphore:
    case OperationKind::kOnce:
    case OperationKind::kBarrier:
      return StandsAtStep(thread, operation.pc, step);
    default:
      return false;
  }
}

// The owner of `step`, which is due, stands before a later one of its steps instead.
[[noreturn]] void OutOfTurn(int step, int found_step) {
  char expected[256], found[256];
  StepText(step, expected, sizeof expected);
  StepText(found_step, found, sizeof found);
  Conclude(Verdict::kDiverged, step, "expected %s, found step %d: %s", expected, found_step + 1,
           found);
}

bool IsAtomicAccess(const Thread& thread) {
  return thread.operation.kind == OperationKind::kAtomic && thread.operation.size > 0;
}

}  // namespace

int NextStepOf(int witness) {
  for (int i = R().next; i < S().control.step_count; ++i) {
    if (StepAt(i).thread == witness && i != R().begun) return i;
  }
  return -1;
}

bool StandsAtStep(const Thread& thread, u32 pc, int step) {
  const u32* numbers = S().position_numbers;
  const WitnessStep& wanted = StepAt(step);
  return StandsAt(pc, thread.node, numbers + wanted.first_position, wanted.position_count) &&
         HasStack(pc, thread.node, numbers + wanted.first_stack, wanted.stack_count);
}

int ThreadOrAncestor(int witness) {
  for (; witness >= 0; witness = S().control.threads[witness].parent) {
    if (R().thread_of[witness] >= 0) return R().thread_of[witness];
  }
  return 0;
}

void StepDone() {
  Replay& replay = R();
  ++replay.next;
  replay.begun = -1;
  if (replay.next < FirstAccess()) {
    const int owner = replay.thread_of[StepAt(replay.next).thread];
    const int held = owner >= 0 ? S().threads[owner].held_step : -1;
    if (held > replay.next) OutOfTurn(replay.next, held);
  }
  StartPairIfReady();
}

void CreateReplay() {
  State& state = S();
  if (!state.sites.loaded()) Fail("a replay needs the site table of the program");
  if (state.control.thread_count == 0 || state.control.step_count < 2) {
    Fail("the schedule has no thread or fewer than two steps");
  }
  state.replay = static_cast<Replay*>(MapMemory(0, sizeof(Replay), "replay"));
  state.watching_accesses = true;
}

void BeginReplay() {
  Replay& replay = R();
  memset(&replay, 0, sizeof replay);
  replay.begun = -1;
  replay.standing[0].thread = replay.standing[1].thread = -1;
  replay.runner = replay.paused = -1;
  replay.step = -1;
  replay.race = -1;
  for (int& thread : replay.thread_of) thread = -1;
  replay.thread_of[0] = 0;
}

void OnThreadCreated(int index) {
  State& state = S();
  Thread& thread = state.threads[index];
  thread.held_step = -1;
  thread.witness = -1;
  if (index == 0) {
    thread.witness = 0;
    return;
  }
  const Thread& parent = state.threads[thread.parent];
  if (parent.witness < 0) return;
  thread.witness = WouldCreate(parent, thread.spawn_pc);
  if (thread.witness >= 0) R().thread_of[thread.witness] = index;
  for (int j = 1; j < state.control.thread_count; ++j) {
    const WitnessThread& listed = state.control.threads[j];
    if (listed.parent == parent.witness &&
        StandsAt(thread.spawn_pc, parent.node, state.position_numbers + listed.first_position,
                 listed.position_count)) {
      ++R().created[j];
    }
  }
}

void OnArrive(Thread& thread) {
  Replay& replay = R();
  thread.held_step = -1;
  if (thread.witness < 0) return;
  if (replay.runner == static_cast<int>(&thread - S().threads) &&
      !(IsAtomicAccess(thread) &&
        StandsAtStep(thread, thread.operation.pc,
                     FirstAccess() + (replay.phase == PairPhase::kRunSecond)))) {
    LeaveRegion();
  }
  const int step = NextStepOf(thread.witness);
  if (step < 0) return;
  if (thread.operation.kind == OperationKind::kExit) {
    if (IsAccessStep(step) && replay.pairs_run > 0) {
      Conclude(Verdict::kNotReached, step,
               "both accesses ran side by side without a race on a common byte, and their threads "
               "went on to the end");
    }
    char text[256], name[64];
    StepText(step, text, sizeof text);
    ThreadName(replay.thread_of[thread.witness], name, sizeof name);
    Conclude(Verdict::kDiverged, step, "%s ended without its listed step: %s", name, text);
  }
  if (IsAccessStep(step)) {
    if (IsAtomicAccess(thread)) {
      OnAccess(thread.operation.address, thread.operation.size, thread.operation.is_write,
               thread.operation.pc);
    }
    return;
  }
  if (Matches(thread, step)) {
    thread.held_step = step;
    return;
  }
  for (int later = step + 1; later < FirstAccess(); ++later) {
    if (StepAt(later).thread != thread.witness || !Matches(thread, later)) continue;
    thread.held_step = later;  // out of turn: a divergence as soon as `step` is due
    if (step == replay.next) OutOfTurn(step, later);
    return;
  }
}

void OnContinue(int index) {
  Replay& replay = R();
  Thread& thread = S().threads[index];
  if (thread.held_step < 0 || thread.held_step != replay.next || IsAccessStep(replay.next)) return;
  const int step = thread.held_step;
  thread.held_step = -1;
  if (thread.operation.kind == OperationKind::kCall) {
    replay.begun = step;
    replay.begun_thread = index;
    replay.begun_node = thread.node;
    return;
  }
  if (IsLock(thread.operation.kind)) replay.lock_of[step] = thread.operation.address;
  StepDone();
}

bool IsHeld(const Thread& thread) {
  if (S().replay == nullptr) return false;
  const Replay& replay = R();
  const int index = static_cast<int>(&thread - S().threads);
  if (index == replay.runner) return false;
  if (index == replay.paused) return true;
  for (const Standing& standing : replay.standing) {
    if (standing.thread == index) return true;
  }
  return thread.held_step >= 0 && thread.held_step != replay.next;
}

int PickForReplay(const int* runnable, int count) {
  State& state = S();
  Replay& replay = R();
  int wanted = replay.runner;
  if (wanted < 0 && replay.next < state.control.step_count) {
    int step = replay.next;
    if (step == FirstAccess() && replay.standing[0].thread >= 0) ++step;
    wanted = ThreadOrAncestor(StepAt(step).thread);
  }
  if (state.run_length > kMaxRun) {
    replay.give_way_until = state.step + kMaxRun;
    state.run_length = 0;
  }
  if (state.step >= replay.give_way_until) {
    for (int i = 0; i < count; ++i) {
      if (runnable[i] == wanted) return wanted;
    }
    return runnable[0];
  }
  for (int i = 0; i < count; ++i) {  // round robin while somebody spins
    if (runnable[i] > state.current) return runnable[i];
  }
  return runnable[0];
}

void OnCallEnter(u32 pc) {
  Thread& thread = Current();
  if (thread.witness < 0) return;
  const int step = NextStepOf(thread.witness);
  if (step < 0 || IsAccessStep(step) || !IsCallKind(StepAt(step).kind)) return;
  if (!StandsAtStep(thread, pc, step)) return;
  Visible(OperationKind::kCall, 0, 0, false, pc);
}

void OnCallExit(u32 node) {
  Replay& replay = R();
  if (replay.begun >= 0 && replay.begun_thread == S().current && replay.begun_node == node) {
    StepDone();
  }
}

}  // namespace interlock::explore::runtime
