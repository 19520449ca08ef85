// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The end of a replay: both threads stand before their accesses at once, then run one after the
// other, and the race detector must see the pair.

#include "checker/explorer/runtime/frames.h"
#include "checker/explorer/runtime/replay_state.h"
#include "checker/explorer/runtime/scheduler.h"

namespace interlock::explore::runtime {
namespace {

// A loop over one statement may never leave its position: a direct access gets this many events.
constexpr u32 kDirectEvents = 64;

bool Overlap(const Standing& a, const Standing& b) {
  return a.address < b.address + b.bytes && b.address < a.address + a.bytes;
}

int StepOfRunner() { return FirstAccess() + (R().phase == PairPhase::kRunSecond ? 1 : 0); }

bool IsThreadOf(u32 thread, int step) {
  return R().thread_of[StepAt(step).thread] == static_cast<int>(thread);
}

bool SideStandsAt(u32 thread, u32 pc, u32 node, int step) {
  const u32* numbers = S().position_numbers;
  return IsThreadOf(thread, step) &&
         StandsAt(pc, node, numbers + StepAt(step).first_position, StepAt(step).position_count);
}

}  // namespace

void StartPairIfReady() {
  Replay& replay = R();
  const Standing& first = replay.standing[0];
  const Standing& second = replay.standing[1];
  if (replay.phase != PairPhase::kCollect || replay.next < FirstAccess() || first.thread < 0 ||
      second.thread < 0) {
    return;
  }
  replay.region_events = 0;
  const bool certain = first.is_direct && second.is_direct;
  replay.phase = certain && !Overlap(first, second) ? PairPhase::kAdvance : PairPhase::kRunFirst;
  replay.runner = first.thread;
}

void StandBefore(Thread& thread, int which, const Standing& standing) {
  Replay& replay = R();
  replay.standing[which] = standing;
  thread.held_step = FirstAccess() + which;
  StartPairIfReady();
  Schedule();
}

void LeaveRegion() {
  Replay& replay = R();
  Thread& thread = Current();
  const int me = S().current;
  switch (replay.phase) {
    case PairPhase::kAdvance:
      replay.phase = PairPhase::kCollect;
      replay.standing[0].thread = -1;
      replay.runner = -1;
      thread.held_step = -1;
      return;
    case PairPhase::kRunFirst: {
      replay.phase = PairPhase::kRunSecond;
      replay.runner = replay.standing[1].thread;
      replay.paused = me;
      replay.region_events = 0;
      const Operation wanted = thread.operation;
      thread.operation.kind = OperationKind::kPlain;  // nothing that could block
      Schedule();
      thread.operation = wanted;
      return;
    }
    case PairPhase::kRunSecond:
      ++replay.pairs_run;
      replay.phase = PairPhase::kCollect;
      for (Standing& standing : replay.standing) standing.thread = -1;
      replay.runner = replay.paused = -1;
      for (int i = 0; i < S().thread_count; ++i) {
        if (S().threads[i].held_step >= FirstAccess()) S().threads[i].held_step = -1;
      }
      return;
    case PairPhase::kCollect:
      return;
  }
}

void OnAccess(uptr address, u64 bytes, bool is_write, u32 pc) {
  Replay& replay = R();
  Thread& thread = Current();
  if (thread.witness < 0) return;
  const bool is_direct = S().sites.UserIndexOf(pc) != 0;
  if (replay.runner == S().current) {
    const bool stays = StandsAtStep(thread, pc, StepOfRunner());
    ++replay.region_events;
    if (stays && (!is_direct || replay.region_events < kDirectEvents) &&
        replay.phase != PairPhase::kAdvance) {
      return;
    }
    LeaveRegion();
  }
  const int step = NextStepOf(thread.witness);
  if (step < FirstAccess() || !StandsAtStep(thread, pc, step)) return;
  if (is_direct && is_write && TextEqual(StepAt(step).kind, "read")) return;
  const Operation announced = thread.operation;
  if (announced.kind != OperationKind::kAtomic) {
    thread.operation =
        Operation{OperationKind::kPlain, is_write, false, static_cast<u32>(bytes), address, pc};
  }
  StandBefore(thread, step - FirstAccess(),
              Standing{S().current, address, bytes, is_write, is_direct});
  thread.operation = announced;
}

void OnRace(const Cell& earlier, const AccessInfo& later, int race) {
  Replay& replay = R();
  if (replay.phase != PairPhase::kRunSecond) return;
  const int a = FirstAccess(), b = a + 1;
  const bool same_order = SideStandsAt(earlier.thread, earlier.pc, earlier.node, a) &&
                          SideStandsAt(later.thread, later.pc, later.node, b);
  if (!same_order) return;
  replay.race = race;
  replay.next = S().control.step_count;
  Conclude(Verdict::kReproduced, b, "both accesses were reached at once and raced");
}

}  // namespace interlock::explore::runtime
