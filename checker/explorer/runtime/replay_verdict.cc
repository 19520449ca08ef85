// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Why a replay cannot go on, and its lines of the outcome file.

#include <stdio.h>
#include <string.h>

#include "checker/explorer/runtime/frames.h"
#include "checker/explorer/runtime/replay_state.h"
#include "checker/explorer/runtime/report.h"
#include "checker/explorer/runtime/scheduler.h"

namespace interlock::explore::runtime {
namespace {

void EventPosition(u32 pc, u32 node, char* text, std::size_t bytes) {
  const u32 position = PositionOutsideWrappers(pc, node);
  if (position == kNoPosition) {
    snprintf(text, bytes, "+0x%x", pc != 0 ? pc - 1 : 0);
  } else {
    snprintf(text, bytes, "%s", S().sites.Text(position));
  }
}

bool IsLockWait(const Thread& thread) {
  return thread.operation.kind == OperationKind::kLock ||
         thread.operation.kind == OperationKind::kReadLock ||
         thread.operation.kind == OperationKind::kWriteLock;
}

// The step whose turn it is.
int DueStep() {
  const Replay& replay = R();
  int step = replay.next;
  if (step == FirstAccess() && replay.standing[0].thread >= 0) ++step;
  if (replay.phase == PairPhase::kRunFirst) step = FirstAccess();
  if (replay.phase == PairPhase::kRunSecond) step = FirstAccess() + 1;
  return step;
}

// The listed lock step by which somebody took the lock at `address`, or -1.
int ListedLock(uptr address) {
  for (int i = R().next - 1; i >= 0; --i) {
    if (R().lock_of[i] == address && TextEqual(StepAt(i).kind, "lock")) return i;
  }
  return -1;
}

void NameLock(uptr address) {
  Replay& replay = R();
  const int listed = ListedLock(address);
  if (listed >= 0 && *StepAt(listed).object != 0) {
    snprintf(replay.lock, sizeof replay.lock, "%s", StepAt(listed).object);
  } else {
    DescribeAddress(address, replay.lock, sizeof replay.lock);
  }
}

// `thread` waits for a lock that another thread holds.
[[noreturn]] void BlockedByLock(int step, const Thread& thread) {
  Replay& replay = R();
  const Sync& sync = SyncAt(thread.operation.address);
  const int holder = HolderOf(thread);
  ThreadName(static_cast<int>(&thread - S().threads), replay.blocked_thread,
             sizeof replay.blocked_thread);
  ThreadName(holder, replay.holder_thread, sizeof replay.holder_thread);
  EventPosition(thread.operation.pc, thread.node, replay.blocked_position,
                sizeof replay.blocked_position);
  EventPosition(sync.owner_pc, sync.owner_node, replay.lock_position, sizeof replay.lock_position);
  NameLock(thread.operation.address);
  const int listed = ListedLock(thread.operation.address);
  const bool contradicts = thread.held_step == step && listed >= 0 && listed < step &&
                           R().thread_of[StepAt(listed).thread] == holder;
  char text[256];
  StepText(step, text, sizeof text);
  if (contradicts) {
    Conclude(Verdict::kDiverged, step,
             "the list asks for %s while %s still holds %s (step %d, no unlock listed before)",
             text, replay.holder_thread, replay.lock, listed + 1);
  }
  Conclude(Verdict::kInfeasible, step,
           "%s cannot happen: %s waits at %s for %s, held by %s since %s", text,
           replay.blocked_thread, replay.blocked_position, replay.lock, replay.holder_thread,
           replay.lock_position);
}

// Follows who waits for whom from `index` to the cause.
[[noreturn]] void ExplainBlocked(int step, int index) {
  char text[256], name[64], position[256];
  StepText(step, text, sizeof text);
  for (int hops = 0; hops < kMaxThreads; ++hops) {
    const Thread& thread = S().threads[index];
    ThreadName(index, name, sizeof name);
    if (IsLockWait(thread) && HolderOf(thread) >= 0 && !CanRun(thread)) BlockedByLock(step, thread);
    if (IsHeld(thread)) {
      const int held = thread.held_step;
      Conclude(Verdict::kDiverged, step,
               "%s must come first, but %s stands before step %d and waits for its turn", text,
               name, held + 1);
    }
    const int next = HolderOf(thread);
    if (next >= 0 && next != index) {
      index = next;
      continue;
    }
    EventPosition(thread.operation.pc, thread.node, position, sizeof position);
    snprintf(R().blocked_thread, sizeof R().blocked_thread, "%s", name);
    snprintf(R().blocked_position, sizeof R().blocked_position, "%s", position);
    Conclude(Verdict::kInfeasible, step, "%s cannot happen: %s is blocked (%s) at %s", text, name,
             OperationName(thread.operation.kind), position);
  }
  Conclude(Verdict::kInfeasible, step, "%s cannot happen: the threads wait for each other", text);
}

[[noreturn]] void Gone(int step) {
  char text[256];
  StepText(step, text, sizeof text);
  const int witness = StepAt(step).thread;
  const char* name = S().control.threads[witness].name;
  if (R().pairs_run > 0 && IsAccessStep(step)) {
    Conclude(Verdict::kNotReached, step,
             "both accesses ran side by side without a race on a common byte");
  }
  if (R().thread_of[witness] < 0) {
    Conclude(Verdict::kDiverged, step, "%s cannot happen: thread %s was never created", text, name);
  }
  Conclude(Verdict::kDiverged, step, "%s did not happen before the program ended", text);
}

const char* VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kReproduced:
      return "reproduced";
    case Verdict::kInfeasible:
      return "infeasible";
    case Verdict::kDiverged:
      return "diverged";
    default:
      return "not-reached";
  }
}

}  // namespace

void ThreadName(int thread, char* text, std::size_t bytes) {
  const int witness = thread >= 0 ? S().threads[thread].witness : -1;
  if (witness >= 0) {
    snprintf(text, bytes, "%s", S().control.threads[witness].name);
  } else {
    snprintf(text, bytes, "thread %d", thread);
  }
}

void StepText(int step, char* text, std::size_t bytes) {
  const WitnessStep& listed = StepAt(step);
  snprintf(text, bytes, "%s of %s at %s", listed.kind, S().control.threads[listed.thread].name,
           listed.text);
}

void Conclude(Verdict verdict, int step, const char* format, ...) {
  Replay& replay = R();
  va_list args;
  va_start(args, format);
  vsnprintf(replay.reason, sizeof replay.reason, format, args);
  va_end(args);
  replay.verdict = verdict;
  replay.step = step;
  EndExecution();
}

bool OnStuck() {
  Replay& replay = R();
  if (replay.begun >= 0 && replay.begun == replay.next) {
    // The call has been entered and waits for the others, as a barrier does: that was its turn.
    StepDone();
    return true;
  }
  const int step = DueStep();
  const int thread = replay.thread_of[StepAt(step).thread];
  if (thread >= 0 && S().threads[thread].status == ThreadStatus::kEnded) Gone(step);
  if (thread >= 0) ExplainBlocked(step, thread);
  const int ancestor = ThreadOrAncestor(StepAt(step).thread);
  if (S().threads[ancestor].status == ThreadStatus::kEnded) Gone(step);
  if (IsHeld(S().threads[ancestor])) Gone(step);
  ExplainBlocked(step, ancestor);
}

void OnStepBound() {
  Conclude(Verdict::kNotReached, DueStep(), "step bound of %lu reached",
           static_cast<unsigned long>(S().control.step_bound));
}

void OnProgramEnd() {
  if (R().verdict == Verdict::kNone) Gone(DueStep());
}

void WriteReplayOutcome(FileWriter* out) {
  const Replay& replay = R();
  out->Print("verdict\t%s\t%d\t%s\n", VerdictName(replay.verdict), replay.step, replay.reason);
  out->Print("lock\t%s\t%s\t%s\t%s\t%s\n", replay.blocked_thread, replay.blocked_position,
             replay.lock, replay.lock_position, replay.holder_thread);
  out->Print("confirmed\t%d\n", replay.race);
  out->Print("followed\t%d\n", replay.next);
}

}  // namespace interlock::explore::runtime
