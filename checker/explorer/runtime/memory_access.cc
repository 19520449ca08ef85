// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/memory_access.h"

#include "checker/explorer/runtime/replay.h"
#include "checker/explorer/runtime/scheduler.h"
#include "checker/explorer/runtime/trace_writer.h"

namespace interlock::explore::runtime {
namespace {

bool Conflict(const Operation& a, const Operation& b) {
  return (a.is_write || b.is_write) && a.address < b.address + b.size &&
         b.address < a.address + a.size;
}

// True if the access stands at a position given with `at`.
bool IsDirectedAt(u32 pc) {
  const State& state = S();
  if ((state.sites.Marks(pc) & kMarkDirected) != 0) return true;
  // In library code: the user call site on the stack counts.
  if (state.sites.UserIndexOf(pc) != 0) return false;
  const u32 user = state.calls[Current().node].user_site;
  return user != 0 &&
         (state.sites.Marks(state.sites.Site(user).return_offset) & kMarkDirected) != 0;
}

// Holds the thread until a partner with a conflicting access arrives (Sen, "Race directed random
// testing of concurrent programs", PLDI 2008).
void HoldForPartner(const Operation& operation) {
  State& state = S();
  Thread& thread = Current();
  for (int i = 0; i < state.thread_count; ++i) {
    Thread& other = state.threads[i];
    if (i == state.current || !other.postponed || !Conflict(other.operation, operation)) continue;
    other.postponed = false;
    if ((Random() & 1) != 0) {
      Visible(OperationKind::kPlain, operation.address, operation.size, operation.is_write,
              operation.pc);
    }
    return;
  }
  thread.operation = operation;
  thread.postponed = true;
  Schedule();
  thread.postponed = false;
}

}  // namespace

void BeforePlainAccess(uptr address, u64 bytes, bool is_write, uptr caller) {
  State& state = S();
  const u32 pc = OffsetOf(caller);
  switch (state.control.mode) {
    case RunMode::kReplay:
      OnAccess(address, bytes, is_write, pc);
      return;
    case RunMode::kDirected:
      if (IsDirectedAt(pc)) {
        HoldForPartner(Operation{OperationKind::kPlain, is_write, false, static_cast<u32>(bytes),
                                 address, pc});
      }
      break;
    default:
      break;
  }
  if (state.control.plain == 1 ||
      (state.control.plain > 1 && Random() % state.control.plain == 0)) {
    Visible(OperationKind::kPlain, address, static_cast<u32>(bytes), is_write, pc);
  }
}

void RecordAccess(uptr address, u64 bytes, u8 flags, u8 order, uptr caller) {
  State& state = S();
  const Thread& thread = Current();
  const AccessInfo access{static_cast<u32>(state.current),
                          thread.clock.at[state.current],
                          &thread.clock,
                          state.base_clock,
                          OffsetOf(caller),
                          thread.node,
                          flags};
  // A trace and a replay want every site, not one for all equal accesses of a stretch.
  const bool by_site = state.tracing || state.replay != nullptr;
  const bool is_new = state.shadow.Access(address, bytes, access, by_site);
  if (IL_UNLIKELY(state.tracing) && is_new && order != kNotTraced) {
    TraceAccess(address, bytes, flags, order, access.pc, access.node);
  }
}

}  // namespace interlock::explore::runtime
