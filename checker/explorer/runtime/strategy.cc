// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The modes: which of the runnable threads goes on.
//
// Random: uniform. PCT: Burckhardt et al., "A randomized scheduler with probabilistic guarantees of
// finding bugs" (ASPLOS 2010). URW: uniform random walk of SURW (weights are the expected numbers
// of remaining steps, here those of the earlier executions). POS: Yuan, Yang, Gu, "Partial order
// aware concurrency sampling" (CAV 2018).

#include "checker/explorer/runtime/replay.h"
#include "checker/explorer/runtime/scheduler.h"

namespace interlock::explore::runtime {
namespace {

constexpr u32 kMaxRun = 20000;  // steps in a row before a deterministic policy gives way

int HighestPriority(const int* runnable, int count) {
  int best = runnable[0];
  for (int i = 1; i < count; ++i) {
    if (S().threads[runnable[i]].priority > S().threads[best].priority) best = runnable[i];
  }
  return best;
}

int PickPct(const int* runnable, int count) {
  State& state = S();
  for (u32 i = 0; i + 1 < state.control.depth && i < 16; ++i) {
    if (state.priority_points[i] == state.step) {
      state.threads[HighestPriority(runnable, count)].priority = state.low_priority--;
    }
  }
  // A long run of one thread is a spin loop: its partner must get a chance.
  if (state.run_length > kMaxRun) {
    state.threads[state.last_scheduled].priority = state.low_priority--;
    state.run_length = 0;
  }
  return HighestPriority(runnable, count);
}

int PickUrw(const int* runnable, int count) {
  State& state = S();
  const auto weight = [&](int index) {
    const Thread& thread = state.threads[index];
    return thread.steps_before > thread.steps ? u64{thread.steps_before - thread.steps} : 1;
  };
  u64 total = 0;
  for (int i = 0; i < count; ++i) total += weight(runnable[i]);
  u64 left = Random() % total;
  for (int i = 0; i < count; ++i) {
    if (left < weight(runnable[i])) return runnable[i];
    left -= weight(runnable[i]);
  }
  return runnable[count - 1];
}

bool Conflict(const Operation& a, const Operation& b) {
  return (a.is_write || b.is_write) && a.address < b.address + (b.size == 0 ? 1 : b.size) &&
         b.address < a.address + (a.size == 0 ? 1 : a.size);
}

// Each pending operation has a random priority. Those that conflict with the one that goes on draw
// again: which of them comes next does not depend on who came first.
int PickPos(const int* runnable, int count) {
  State& state = S();
  for (int i = 0; i < count; ++i) {
    Thread& thread = state.threads[runnable[i]];
    if (thread.priority_step == thread.steps + 1) continue;
    thread.priority = Random();
    thread.priority_step = thread.steps + 1;
  }
  const int chosen = HighestPriority(runnable, count);
  for (int i = 0; i < state.thread_count; ++i) {
    Thread& thread = state.threads[i];
    if (i != chosen && thread.status == ThreadStatus::kLive &&
        Conflict(thread.operation, state.threads[chosen].operation)) {
      thread.priority_step = 0;
    }
  }
  return chosen;
}

// The first runnable thread behind the current one, in a circle.
int PickNext(const int* runnable, int count) {
  for (int i = 0; i < count; ++i) {
    if (runnable[i] > S().current) return runnable[i];
  }
  return runnable[0];
}

// Goes on with the current thread as long as it can.
int PickSequential(const int* runnable, int count) {
  State& state = S();
  for (int i = 0; i < count; ++i) {
    if (runnable[i] != state.current) continue;
    if (state.run_length < kMaxRun) return runnable[i];
    state.run_length = 0;
    break;
  }
  return PickNext(runnable, count);
}

int PickRecorded(const int* runnable, int count) {
  State& state = S();
  if (state.step >= state.recorded_count) return PickSequential(runnable, count);
  for (int i = 0; i < count; ++i) {
    if (runnable[i] == state.recorded[state.step]) return runnable[i];
  }
  Fail("the recorded choices do not fit this program: step %lu names thread %d, which cannot run",
       static_cast<unsigned long>(state.step), state.recorded[state.step]);
}

}  // namespace

void BeginStrategy() {
  State& state = S();
  const u64 length = state.longest != 0 ? state.longest : 100;
  for (u64& point : state.priority_points) point = Random() % length;
  state.low_priority = u64{1} << 20;
}

int PickThread(const int* runnable, int count) {
  switch (S().control.mode) {
    case RunMode::kRandom:
    case RunMode::kDirected:
      return runnable[count == 1 ? 0 : Random() % static_cast<u64>(count)];
    case RunMode::kPct:
      return PickPct(runnable, count);
    case RunMode::kUrw:
      return PickUrw(runnable, count);
    case RunMode::kPos:
      return PickPos(runnable, count);
    case RunMode::kReplay:
      return PickForReplay(runnable, count);
    case RunMode::kChoices:
      return PickRecorded(runnable, count);
    case RunMode::kSequential:
      break;
  }
  return PickSequential(runnable, count);
}

}  // namespace interlock::explore::runtime
