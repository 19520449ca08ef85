// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/report.h"

#include <stdio.h>
#include <sys/syscall.h>

#include "checker/explorer/runtime/frames.h"
#include "checker/explorer/runtime/replay.h"
#include "checker/explorer/runtime/scheduler.h"

namespace interlock::explore::runtime {
namespace {

constexpr u64 kFailureBytes = u64{16} << 20;
constexpr int kFailureLimit = 64;
constexpr int kFrameLimit = 64;

// Text of the failures, in State's memory.
void Append(const char* format, ...) __attribute__((format(printf, 1, 2)));
void Append(const char* format, ...) {
  State& state = S();
  if (state.failures == nullptr) {
    state.failures = static_cast<char*>(MapMemory(0, kFailureBytes, "failures"));
  }
  if (state.failure_bytes + 8192 > kFailureBytes) return;
  va_list args;
  va_start(args, format);
  const int n = vsnprintf(state.failures + state.failure_bytes, 8192, format, args);
  va_end(args);
  if (n > 0) state.failure_bytes += static_cast<u64>(n < 8191 ? n : 8191);
}

const char* TextOrOffset(u32 pc, char* buffer, std::size_t bytes) {
  snprintf(buffer, bytes, "+0x%x", pc != 0 ? pc - 1 : 0);
  return buffer;
}

// Position of an event for a line of the outcome file.
const char* PositionText(u32 pc, u32 node, char* buffer, std::size_t bytes) {
  const u32 position = PositionOutsideWrappers(pc, node);
  return position != kNoPosition ? S().sites.Text(position) : TextOrOffset(pc, buffer, bytes);
}

using Printer = void (*)(const char* format, ...);

void PrintToOutcome(const char* format, ...) {
  char text[8192];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  S().outcome.Text(text);
}

void PrintFrames(Printer print, u32 pc, u32 node) {
  FrameRecord frames[kFrameLimit];
  const int count = UserFrames(pc, node, frames, kFrameLimit);
  for (int i = 0; i < count; ++i) {
    print("frame\t%s\t%s\n", S().sites.Text(frames[i].position),
          S().sites.Text(frames[i].function));
  }
  if (count == 0 && pc != 0) print("frame\t+0x%x\t?\n", pc - 1);
}

void PrintThread(Printer print, int index, int parent, u32 instance, u32 pc, u32 node) {
  char buffer[32];
  const u32 position = PositionOutsideWrappers(pc, node);
  print("thread\t%d\t%d\t%u\t%s\n", index, parent, instance,
        parent < 0                ? ""
        : position != kNoPosition ? S().sites.Text(position)
                                  : TextOrOffset(pc, buffer, sizeof buffer));
}

void PrintLiveThread(Printer print, int index) {
  const Thread& thread = S().threads[index];
  PrintThread(print, index, thread.parent, thread.instance, thread.spawn_pc, thread.spawn_node);
}

void RememberChain(RaceRecord* race, int side, int thread) {
  RaceRecord::Side& chain = race->sides[side];
  chain.length = 0;
  for (int t = thread; t >= 0 && chain.length < 8; t = S().threads[t].parent) {
    const Thread& one = S().threads[t];
    race->identities[side][chain.length] = {one.parent, one.instance, one.spawn_pc, one.spawn_node};
    chain.chain[chain.length++] = t;
  }
}

void MarkFailed() {
  State& state = S();
  if (state.failed) return;
  state.failed = true;
  ++state.failing;
  if (state.first_failing == 0) state.first_failing = state.execution + 1;
}

bool SamePair(const RaceRecord& race, const Cell& earlier, const AccessInfo& later) {
  const auto place = [](u32 pc, u32 node) {
    const u32 position = PositionOfEvent(pc, node);
    return position != kNoPosition ? position : pc | 0x80000000u;
  };
  const u32 a = place(race.earlier.pc, race.earlier.node),
            b = place(race.later.pc, race.later.node);
  const u32 x = place(earlier.pc, earlier.node), y = place(later.pc, later.node);
  const u8 af = race.earlier.flags, bf = race.later.flags, xf = earlier.flags, yf = later.flags;
  return (a == x && b == y && af == xf && bf == yf) || (a == y && b == x && af == yf && bf == xf);
}

void PrintSide(const RaceRecord& race, int side, u8 flags, u32 size, u32 pc, u32 node) {
  PrintToOutcome("side\t%d\t%d\t%d\t%u\n", (flags & kAccessWrite) != 0,
                 (flags & kAccessAtomic) != 0, (flags & kAccessFree) != 0, size);
  for (int i = 0; i < race.sides[side].length; ++i) {
    const RaceRecord::Identity& identity = race.identities[side][i];
    PrintThread(PrintToOutcome, race.sides[side].chain[i], identity.parent, identity.instance,
                identity.spawn_pc, identity.spawn_node);
  }
  PrintFrames(PrintToOutcome, pc, node);
}

}  // namespace

void ReportRace(const Cell& earlier, const AccessInfo& later, u8 extent, uptr granule, u8 common) {
  State& state = S();
  MarkFailed();
  const uptr address = granule + static_cast<unsigned>(__builtin_ctz(common));
  for (int i = 0; i < state.race_count; ++i) {
    if (SamePair(state.races[i], earlier, later)) {
      ++state.races[i].count;
      if (state.replay != nullptr) OnRace(earlier, later, i);
      return;
    }
  }
  if (state.race_count == kMaxRaces) Fail("capacity: more than %d different races", kMaxRaces);
  RaceRecord& race = state.races[state.race_count++];
  race.earlier = earlier;
  race.later = later;
  race.later_size = static_cast<u32>(__builtin_popcount(extent));
  race.address = address;
  race.first_execution = state.execution;
  race.count = 1;
  DescribeAddress(address, race.object, sizeof race.object);
  RememberChain(&race, 0, earlier.thread);
  RememberChain(&race, 1, static_cast<int>(later.thread));
  if (state.replay != nullptr) OnRace(earlier, later, state.race_count - 1);
}

const char* OperationName(OperationKind kind) {
  switch (kind) {
    case OperationKind::kLock:
      return "lock";
    case OperationKind::kReadLock:
      return "shared lock";
    case OperationKind::kWriteLock:
      return "exclusive lock";
    case OperationKind::kWait:
      return "wait";
    case OperationKind::kJoin:
      return "join";
    case OperationKind::kSemaphore:
      return "semaphore";
    case OperationKind::kOnce:
      return "once";
    case OperationKind::kBarrier:
      return "barrier";
    default:
      return "step";
  }
}

int HolderOf(const Thread& thread) {
  switch (thread.operation.kind) {
    case OperationKind::kLock:
    case OperationKind::kReadLock:
    case OperationKind::kWriteLock:
    case OperationKind::kOnce: {
      const Sync& sync = SyncAt(thread.operation.address);
      if (sync.owner >= 0) return sync.owner;
      return sync.readers > 0 ? sync.last_reader : -1;
    }
    case OperationKind::kJoin:
      return static_cast<int>(thread.operation.address);
    default:
      return -1;
  }
}

void ReportFailure(const char* kind, u32 pc, const char* format, ...) {
  State& state = S();
  MarkFailed();
  if (state.failure_count++ >= kFailureLimit) return;
  char text[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  for (char* c = text; *c != 0; ++c) {
    if (*c == '\n' || *c == '\t') *c = ' ';
  }
  Append("failure\t%s\t%lu\t%lu\t%s\n", kind, static_cast<unsigned long>(state.execution),
         static_cast<unsigned long>(state.step), text);
  if (pc != kNoCaller) PrintFrames(Append, pc, Current().node);
}

void ReportDeadlock() {
  State& state = S();
  int locked = 0, waiting = 0, blocked = 0;
  for (int i = 0; i < state.thread_count; ++i) {
    const Thread& thread = state.threads[i];
    if (thread.status != ThreadStatus::kLive) continue;
    ++blocked;
    switch (thread.operation.kind) {
      case OperationKind::kLock:
      case OperationKind::kReadLock:
      case OperationKind::kWriteLock:
        ++locked;
        break;
      case OperationKind::kWait:
      case OperationKind::kSemaphore:
      case OperationKind::kBarrier:
        ++waiting;
        break;
      default:
        break;
    }
  }
  const bool lost = locked == 0 && waiting > 0;
  const bool first = state.failure_count < kFailureLimit;
  ReportFailure(lost ? "lost wake-up" : "deadlock", kNoCaller, "%d threads can never go on",
                blocked);
  if (!first) return;
  for (int i = 0; i < state.thread_count; ++i) {
    const Thread& thread = state.threads[i];
    if (thread.status != ThreadStatus::kLive) continue;
    char object[192], position[32];
    const int holder = HolderOf(thread);
    const bool is_join = thread.operation.kind == OperationKind::kJoin;
    if (is_join) {
      snprintf(object, sizeof object, "thread %d", holder);
    } else {
      DescribeAddress(thread.operation.address, object, sizeof object);
    }
    const char* held_at = "";
    if (!is_join && holder >= 0) {
      const Sync& sync = SyncAt(thread.operation.address);
      held_at = PositionText(sync.owner_pc, sync.owner_node, position, sizeof position);
    }
    Append("blocked\t%s\t%lx\t%s\t%d\t%s\n", OperationName(thread.operation.kind),
           static_cast<unsigned long>(is_join ? 0 : thread.operation.address), object,
           is_join ? -1 : holder, held_at);
    PrintLiveThread(Append, i);
    PrintFrames(Append, thread.operation.pc, thread.node);
  }
}

void ReportStepBound() {
  State& state = S();
  if (state.replay != nullptr) OnStepBound();
  ReportFailure("step bound", Current().operation.pc,
                "no end after %lu steps: a livelock, or the bound is too small",
                static_cast<unsigned long>(state.step));
}

void WriteOutcome(const char* problem) {
  State& state = S();
  FileWriter& out = state.outcome;
  if (!out.is_open()) return;
  out.Print("interlock-outcome\t1\n");
  out.Print("state\t%s\t%s\n", problem == nullptr ? "complete" : "incomplete",
            problem == nullptr ? "" : problem);
  out.Print("executions\t%lu\n", static_cast<unsigned long>(state.executions_done));
  out.Print("steps\t%lu\n", static_cast<unsigned long>(state.total_steps));
  out.Print("hash\t%016lx\n", static_cast<unsigned long>(state.step_hash));
  out.Print("without-site\t%lu\n", static_cast<unsigned long>(state.accesses_without_site));
  out.Print("exit\t%d\n", state.exit_status);
  out.Print("failing\t%lu\t%lu\t%s\n", static_cast<unsigned long>(state.failing),
            static_cast<unsigned long>(state.first_failing),
            state.saved_choices ? state.control.choices_out : "");
  for (int i = 0; i < state.race_count; ++i) {
    const RaceRecord& race = state.races[i];
    out.Print("race\t%lu\t%lu\t%lx\t%s\n", static_cast<unsigned long>(race.count),
              static_cast<unsigned long>(race.first_execution),
              static_cast<unsigned long>(race.address), race.object);
    PrintSide(race, 0, race.earlier.flags,
              static_cast<u32>(__builtin_popcount(race.earlier.extent)), race.earlier.pc,
              race.earlier.node);
    PrintSide(race, 1, race.later.flags, race.later_size, race.later.pc, race.later.node);
  }
  if (state.failure_bytes > 0) out.Put(state.failures, state.failure_bytes);
  if (state.replay != nullptr) WriteReplayOutcome(&out);
  out.Print("end\n");
  const bool written = out.Flush();
  out.Close();
  if (!written) Complain("interlock: cannot write the outcome file: disk full?\n");
}

void Fail(const char* format, ...) {
  char text[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  Complain("interlock: %s\n", text);
  if (g_state != nullptr) {
    g_state->active = false;
    if (g_state->executions_done == 0) g_state->total_steps = g_state->step;
    WriteOutcome(text);
  }
  RawSyscall(SYS_exit_group, 2);
  __builtin_unreachable();
}

}  // namespace interlock::explore::runtime
