// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/call_tree.h"

namespace interlock::explore::runtime {

void CallTree::Initialize(u32 (*user_site_of)(u32 pc)) {
  nodes_ = static_cast<CallNode*>(MapMemory(0, sizeof(CallNode) * kNodes, "call stacks"));
  slots_ = static_cast<u32*>(MapMemory(0, sizeof(u32) * kSlots, "call stack index"));
  count_ = 1;
  user_site_of_ = user_site_of;
}

u32 CallTree::PushSlow(u32 parent, u32 pc, u32 slot) {
  for (;; slot = (slot + 1) & (kSlots - 1)) {
    const u32 found = slots_[slot];
    if (found == 0) break;
    if (nodes_[found].parent == parent && nodes_[found].pc == pc) return found;
  }
  if (count_ == kNodes) Fail("capacity: more than %u different call stacks", kNodes);
  const u32 own = pc != 0 ? user_site_of_(pc) : 0;
  nodes_[count_] =
      CallNode{parent, pc, own != 0 ? own : nodes_[parent].user_site, nodes_[parent].depth + 1};
  slots_[slot] = count_;
  return count_++;
}

}  // namespace interlock::explore::runtime
