// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What a replay in progress knows; shared by replay.cc (the list), replay_pair.cc (the two
// accesses) and replay_verdict.cc (why it cannot go on).

#include "checker/explorer/runtime/replay.h"

namespace interlock::explore::runtime {

enum class PairPhase : u8 {
  kCollect,   // the accesses are not both due, or their threads have not both come
  kRunFirst,  // the thread of the first access runs until it leaves its position
  kRunSecond,
  kAdvance,  // the two had no byte in common: the first goes on to its next arrival
};

enum class Verdict : u8 { kNone, kReproduced, kInfeasible, kDiverged, kNotReached };

struct Standing {
  int thread;  // -1: nobody
  uptr address;
  u64 bytes;
  bool is_write;
  bool is_direct;  // the access itself stands in user code: address and size are those that matter
};

struct Replay {
  int next;   // steps before it are done
  int begun;  // step whose call has been entered and has not returned, or -1
  int begun_thread;
  u32 begun_node;      // stack outside that call
  int thread_of[128];  // witness thread -> thread, -1: not created
  u32 created[128];    // spawns seen at the place of this witness thread
  uptr lock_of[1024];  // address that a done lock step took
  u64 give_way_until;  // the preferred thread spins: others run until this step
  PairPhase phase;
  Standing standing[2];
  int runner, paused;  // threads or -1
  u32 region_events;
  u32 pairs_run;
  // Result.
  Verdict verdict;
  int step;
  char reason[768];
  char blocked_thread[64], holder_thread[64];
  char blocked_position[256], lock_position[256], lock[256];
  int race;
};

inline Replay& R() { return *S().replay; }
inline int FirstAccess() { return S().control.step_count - 2; }
inline bool IsAccessStep(int step) { return step >= FirstAccess(); }
inline const WitnessStep& StepAt(int step) { return S().control.steps[step]; }

/// The next listed step of a witness thread that is not done or begun, or -1.
int NextStepOf(int witness);
/// True if the event of `thread` stands where `step` says.
bool StandsAtStep(const Thread& thread, u32 pc, int step);
/// Counts step `next` as done.
void StepDone();
/// Thread that runs the witness thread, else that of its nearest existing ancestor.
int ThreadOrAncestor(int witness);
/// Name of a thread for people: the witness's or "thread 3".
void ThreadName(int thread, char* text, std::size_t bytes);
/// "lock at f:l:c" of a listed step.
void StepText(int step, char* text, std::size_t bytes);

/// The thread of access `which` (0, 1) has come to its access; does not return before it may go on.
void StandBefore(Thread& thread, int which, const Standing& standing);
/// Starts the pair if both threads stand and all earlier steps are done.
void StartPairIfReady();
/// The running thread of the pair has left its position.
void LeaveRegion();

/// Sets the verdict and ends the execution.
[[noreturn]] void Conclude(Verdict verdict, int step, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

}  // namespace interlock::explore::runtime
