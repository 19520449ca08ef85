// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Call stacks as nodes of a tree: node = (parent node, return address of the call).
//
// Each thread carries the node of its current stack; entering a function moves to the child,
// leaving it moves back. An access stores one number and has its whole stack. The tree lives as
// long as the process: equal stacks have equal numbers in all executions.
//
// Invariants
//   1. Node 0 is the empty stack and its own parent.
//   2. A parent has a smaller number than its children.

#include "checker/explorer/runtime/base.h"

namespace interlock::explore::runtime {

struct CallNode {
  u32 parent;
  u32 pc;         // return offset of the call, 0 if the caller lies outside the program
  u32 user_site;  // innermost call site in user code on this stack: site index + 1, or 0
  u32 depth;
};

class CallTree {
 public:
  /// `user_site_of` maps a return offset to the site index + 1 if its innermost frame is user code.
  void Initialize(u32 (*user_site_of)(u32 pc));
  u32 Push(u32 parent, u32 pc) {
    const u32 slot = Hash(parent, pc) & (kSlots - 1);
    const u32 found = slots_[slot];
    if (IL_LIKELY(found != 0 && nodes_[found].parent == parent && nodes_[found].pc == pc)) {
      return found;
    }
    return PushSlow(parent, pc, slot);
  }
  const CallNode& operator[](u32 node) const { return nodes_[node]; }
  u32 size() const { return count_; }

 private:
  static constexpr u32 kNodes = 1 << 22;
  static constexpr u32 kSlots = 1 << 23;

  static u32 Hash(u32 parent, u32 pc) {
    return static_cast<u32>(((static_cast<u64>(parent) << 32 | pc) * 0x9e3779b97f4a7c15ull) >> 36);
  }
  u32 PushSlow(u32 parent, u32 pc, u32 slot);

  CallNode* nodes_;
  u32* slots_;
  u32 count_;
  u32 (*user_site_of_)(u32 pc);
};

}  // namespace interlock::explore::runtime
