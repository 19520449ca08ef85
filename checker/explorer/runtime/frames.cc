// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/explorer/runtime/frames.h"

namespace interlock::explore::runtime {
namespace {

constexpr int kFrameLimit = 256;

int AddFrames(u32 pc, FrameRecord* frames, int count, int limit) {
  const SiteMap& sites = S().sites;
  const u32 index = sites.IndexOf(pc);
  if (index == 0) return count;
  const SiteRecord& site = sites.Site(index);
  for (int i = 0; i < site.frame_count && count < limit; ++i) {
    frames[count++] = sites.FrameOf(site, i);
  }
  return count;
}

bool InWrapper(u32 position) {
  const State& state = S();
  const char* text = state.sites.Text(position);
  for (int i = 0; i < state.control.wrapper_count; ++i) {
    if (TextStarts(text, state.control.wrappers[i])) return true;
  }
  return false;
}

bool Contains(const u32* positions, int count, u32 position) {
  for (int i = 0; i < count; ++i) {
    if (positions[i] == position) return true;
  }
  return false;
}

}  // namespace

int UserFrames(u32 pc, u32 node, FrameRecord* frames, int limit) {
  int count = AddFrames(pc, frames, 0, limit);
  for (; node != 0 && count < limit; node = S().calls[node].parent) {
    count = AddFrames(S().calls[node].pc, frames, count, limit);
  }
  return count;
}

u32 PositionOfEvent(u32 pc, u32 node) {
  FrameRecord frame[1];
  return UserFrames(pc, node, frame, 1) == 1 ? frame[0].position : kNoPosition;
}

u32 PositionOutsideWrappers(u32 pc, u32 node) {
  FrameRecord frames[16];
  const int found = UserFrames(pc, node, frames, 16);
  for (int i = 0; i < found; ++i) {
    if (!InWrapper(frames[i].position)) return frames[i].position;
  }
  return found > 0 ? frames[0].position : kNoPosition;
}

bool StandsAt(u32 pc, u32 node, const u32* positions, int count) {
  FrameRecord frames[16];
  const int found = UserFrames(pc, node, frames, 16);
  for (int i = 0; i < found; ++i) {
    if (Contains(positions, count, frames[i].position)) return true;
    if (!InWrapper(frames[i].position)) return false;
  }
  return false;
}

bool HasStack(u32 pc, u32 node, const u32* stack, int count) {
  FrameRecord frames[kFrameLimit];
  const int found = UserFrames(pc, node, frames, kFrameLimit);
  int next = 0;
  for (int i = found - 1; i >= 0 && next < count; --i) {
    if (frames[i].position == stack[next]) ++next;
  }
  return next == count;
}

}  // namespace interlock::explore::runtime
