// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Everything that the runtime remembers, in one block outside the program's own data.
//
// The program's .data and .bss (in which the runtime's own static objects lie, too) are restored
// before each execution; State is mapped at a fixed address and survives.
//
// Invariants
//   1. `State::active` is true exactly while a fiber of an execution runs.
//   2. Threads 0..thread_count-1 exist; a thread never gets the number of another one within an
//      execution.
//   3. `current` is the thread whose fiber runs.

#include <pthread.h>

#include "checker/explorer/runtime/base.h"
#include "checker/explorer/runtime/call_tree.h"
#include "checker/explorer/runtime/control.h"
#include "checker/explorer/runtime/shadow.h"
#include "checker/explorer/runtime/sites.h"
#include "checker/explorer/runtime/vector_clock.h"

namespace interlock::explore::runtime {

// Fixed addresses: equal schedules see equal pointers, in every process.
inline constexpr u64 kStateAddress = 0x500000000000;
inline constexpr u64 kStacksAddress = 0x510000000000;
inline constexpr u64 kParkedStacksAddress = 0x520000000000;
// The heap has a power of two in its middle, so that a program can have objects on both sides of
// it: what takes bits of an address for something else may be wrong there and nowhere else.
inline constexpr u64 kHeapBytes = u64{16} << 30;
inline constexpr u64 kHeapAddress = 0x400000000000 - kHeapBytes / 2;
inline constexpr u64 kStackStride = u64{8} << 20;  // one guard page at the low end
inline constexpr u64 kParkedStackBytes = 128 << 10;

enum class OperationKind : u8 {
  kNone,
  kPlain,
  kAtomic,
  kLock,
  kReadLock,
  kWriteLock,
  kTryLock,
  kUnlock,
  kWait,
  kSignal,
  kJoin,
  kSemaphore,
  kYield,
  kSpawn,
  kExit,
  kOnce,
  kBarrier,
  kCall,
  kOther,
};

/// What a thread is about to do at its next scheduling point.
struct Operation {
  OperationKind kind;
  bool is_write;
  bool is_timed;  // may end by time-out
  u32 size;
  uptr address;  // thread number for kJoin
  u32 pc;
};

enum class ThreadStatus : u8 { kUnused, kLive, kEnded };

struct ThreadDestructor {
  void (*function)(void*);
  void* object;
};

struct Thread {
  // Fiber.
  void* stack_pointer;
  u64 fs_base;
  pthread_t handle;
  bool parked;  // the kernel thread whose TLS it borrows exists
  // Life.
  ThreadStatus status;
  bool detached;
  bool joined;
  int parent;
  u32 instance;  // n-th thread created by its parent at that user position
  u32 spawn_pc, spawn_node;
  void* (*entry)(void*);
  void* argument;
  void* result;
  // Stack of calls.
  u32 node;
  // Scheduling.
  Operation operation;
  uptr waiting_on;
  u32 ticket;  // order of arrival among waiters
  bool woken, timed_out, yielded, postponed;
  u64 priority;
  u32 priority_step;        // pos: 1 + steps when the priority was drawn, 0 for none
  u32 steps, steps_before;  // in this and in earlier executions (urw)
  // Happens-before.
  VectorClock clock, fence_release, fence_acquire;
  // Replay: see replay.h.
  int witness;    // index into the witness's threads or -1
  int held_step;  // the listed step that its operation is, or -1
  // Destructors of thread_local objects and pthread keys.
  int destructor_count;
  ThreadDestructor destructors[256];
  void* key_values[64];
};

/// One object used for synchronisation, by address.
struct Sync {
  uptr address;
  u32 generation;
  int owner;  // thread holding it exclusively or -1
  int depth;  // recursive acquisitions
  int readers;
  int last_reader;  // some thread holding it shared
  bool recursive;
  u32 next_ticket;
  u32 owner_pc, owner_node;  // where the owner took it
  VectorClock release;       // what an acquirer sees
  VectorClock reader_release;
};

struct RaceRecord {
  Cell earlier;
  AccessInfo later;
  u32 later_size;
  uptr address;
  u64 first_execution, count;
  char object[192];
  struct Side {
    int chain[8];
    int length;
  } sides[2];  // thread and its ancestors
  struct Identity {
    int parent;
    u32 instance, spawn_pc, spawn_node;
  } identities[2][8];
};

struct HeapBlock {
  uptr base;
  u64 bytes;
  u32 pc, node;
  bool freed;
};

/// Real functions behind the interposed ones.
struct RealFunctions {
  int (*pthread_create)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  int (*cxa_atexit)(void (*)(void*), void*, void*);
  void* Find(const char* name);  // dlsym(RTLD_NEXT), fails loudly
};

struct Replay;

struct State {
  bool active;
  int current;
  int thread_count;
  u32 generation;  // of Sync records: one per execution
  u32 base_clock, max_clock;
  u64 random;
  u64 wake_seed;          // decides which waiter a signal wakes
  u32* position_numbers;  // of Control::positions
  u64 step, execution, executions_done, total_steps, longest;
  u64 step_hash;
  u64 now_ns;  // virtual time
  u64 accesses_without_site;
  bool failed;             // this execution has a race or a failure
  bool watching_accesses;  // an access may be a scheduling point
  bool tracing;
  bool crashed;       // a signal ended the execution: nothing may run any more
  bool uncontrolled;  // the program made a blocking call that is not controlled
  int output_shown;   // 1: the program's output goes out, 2: it is dropped
  int exit_status;
  void* driver_stack_pointer;
  u64 driver_fs_base;
  u32 random_devices;  // state of the deterministic random sources
  u64 rand_state;

  // Program image.
  uptr program_begin, text_end, program_end;
  uptr tls_image;
  u64 tls_file_bytes, tls_bytes, tls_align;
  u64 build_digest;
  struct Segment {
    u8* begin;
    u64 bytes;
    u8* copy;
  } segments[8];
  int segment_count;
  uptr data_begin, data_end;

  // Heap.
  u64 heap_used, heap_used_before_main;
  u8* heap_copy;  // of the part allocated before main
  HeapBlock* blocks;
  u32 block_count, block_count_before_main;
  struct Exit {
    void (*function)(void*);
    void* argument;
  } exits[1024];
  int exit_count, exit_count_before_main;
  void (*key_destructors[64])(void*);
  bool key_used[64], key_used_before_main[64];

  Sync* syncs;
  u32 sync_count;
  u8* choices;   // thread of each step; 0x80 bit: a time-out of that thread
  u8* recorded;  // choices to follow (kChoices)
  u64 recorded_seed;
  u64 recorded_count;
  int last_scheduled;
  u32 run_length;  // steps in a row of last_scheduled
  u64 priority_points[16];
  u64 low_priority;

  Control control;
  SiteMap sites;
  Shadow shadow;
  CallTree calls;
  RealFunctions real;
  Replay* replay;

  RaceRecord* races;
  int race_count;
  u64 first_failing, failing;
  char* failures;  // text of the failures for the outcome file
  u64 failure_bytes;
  int failure_count;
  bool saved_choices;
  Thread threads[kMaxThreads];
  FileWriter outcome;
  FileWriter trace;
};

inline constexpr int kMaxRaces = 1024;
inline constexpr u64 kMaxSteps = u64{1} << 26;

extern State* g_state;

inline State& S() { return *g_state; }
inline Thread& Current() { return g_state->threads[g_state->current]; }
/// True while a fiber of the explored program runs.
inline bool Active() { return IL_LIKELY(g_state != nullptr) && g_state->active; }
/// Return offset of `pc` or 0 if it lies outside the program.
inline u32 OffsetOf(uptr pc) {
  const uptr offset = pc - g_state->program_begin;
  return offset < g_state->text_end - g_state->program_begin ? static_cast<u32>(offset) : 0;
}
/// True if an execution is running and the call came from the program itself, not from a library.
inline bool FromProgram(uptr pc) { return Active() && OffsetOf(pc) != 0; }

/// Makes the state and what must exist before the program's static objects are built.
void CreateState();
/// Finds the program's segments, thread-local image and build id.
void ReadProgramImage();
/// Copies the writable data once / restores it from the copy.
void SaveImage();
void RestoreImage();
/// Names a global, heap block or stack for people.
void DescribeAddress(uptr address, char* text, std::size_t bytes);
/// The heap block that holds `address`: index + 1, or 0.
u32 FindBlock(uptr address);

}  // namespace interlock::explore::runtime
