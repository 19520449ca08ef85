// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/memory/memory_tracker.h"

#include <cerrno>
#include <utility>

#include "reference/status/check.h"

namespace interlock::reference {
namespace {

// Identifies the calling thread while it lives: every thread has an errno of its own.
std::uintptr_t CurrentThread() { return reinterpret_cast<std::uintptr_t>(&errno); }

}  // namespace

// Ends `call` with its block, also if an action throws against its contract: a call that stayed
// listed would point into a stack that is gone.
class MemoryTracker::ActionCallEnd {
 public:
  ActionCallEnd(MemoryTracker& tracker, const ActionCall& call) : tracker_(tracker), call_(call) {}
  ActionCallEnd(const ActionCallEnd&) = delete;
  ActionCallEnd& operator=(const ActionCallEnd&) = delete;
  ~ActionCallEnd() { tracker_.EndCall(call_); }

 private:
  MemoryTracker& tracker_;
  const ActionCall& call_;
};

MemoryTracker::MemoryTracker(std::string label, MemoryTracker* parent, std::int64_t limit_bytes)
    : label_(std::move(label)), parent_(parent), limit_bytes_(limit_bytes) {
  IL_CHECK(limit_bytes_ >= 0);
}

MemoryTracker::~MemoryTracker() {
  MutexLock lock(mutex_);
  IL_CHECK(actions_.empty());
  IL_CHECK(calls_ == nullptr);
}

void MemoryTracker::Consume(std::int64_t bytes) {
  for (MemoryTracker* tracker = this; tracker != nullptr; tracker = tracker->parent_) {
    tracker->CountBytes(bytes);
  }
  if (bytes <= 0) return;
  // Only now, with all counters right. What an action gives back may help those above.
  for (MemoryTracker* tracker = this; tracker != nullptr; tracker = tracker->parent_) {
    if (tracker->is_over_limit()) tracker->CallFirstAction();
  }
}

void MemoryTracker::CountBytes(std::int64_t bytes) {
  const std::int64_t consumed_bytes = consumed_bytes_.FetchAdd(bytes) + bytes;
  IL_CHECK(consumed_bytes >= 0);
  std::int64_t peak_bytes = peak_bytes_.Load();
  while (peak_bytes < consumed_bytes) {
    if (peak_bytes_.CompareExchange(peak_bytes, consumed_bytes)) return;
  }
}

void MemoryTracker::AddAction(MemoryAction& action) {
  MutexLock lock(mutex_);
  IL_CHECK(PositionOf(action) == actions_.size());
  std::size_t position = 0;
  while (position < actions_.size() && actions_[position].action->priority() >= action.priority()) {
    ++position;
  }
  ActionEntry entry;
  entry.action = &action;
  actions_.insert(actions_.begin() + static_cast<std::ptrdiff_t>(position), entry);
}

void MemoryTracker::RemoveAction(MemoryAction& action) {
  MutexLock lock(mutex_);
  const std::size_t position = PositionOf(action);
  IL_CHECK(position < actions_.size());
  IL_CHECK(!actions_[position].is_leaving);
  IL_CHECK(!IsCalledByThisThread(action));  // would wait for itself
  actions_[position].is_leaving = true;
  while (IsCalled(action)) call_ended_.Wait(mutex_);
  // Others may have come and gone while the mutex was free.
  actions_.erase(actions_.begin() + static_cast<std::ptrdiff_t>(PositionOf(action)));
}

void MemoryTracker::CallFirstAction() {
  ActionCall call;
  {
    MutexLock lock(mutex_);
    IL_CHECK(!IsThisThreadInsideAnAction());  // an action that consumes would call itself
    if (!BeginCall(0, call)) return;
  }
  RunCall(call);
}

void MemoryTracker::CallActionBehind(const MemoryAction& action) {
  ActionCall call;
  {
    MutexLock lock(mutex_);
    IL_CHECK(IsCalledByThisThread(action));  // hence listed, even if it is leaving
    if (!BeginCall(PositionOf(action) + 1, call)) return;
  }
  RunCall(call);
}

bool MemoryTracker::BeginCall(std::size_t position, ActionCall& call) {
  while (position < actions_.size() && actions_[position].is_leaving) ++position;
  if (position >= actions_.size()) return false;
  call.action = actions_[position].action;
  call.thread = CurrentThread();
  call.next = calls_;
  calls_ = &call;
  return true;
}

void MemoryTracker::RunCall(ActionCall& call) {
  const ActionCallEnd end(*this, call);
  call.action->Act(*this);
}

void MemoryTracker::EndCall(const ActionCall& call) {
  MutexLock lock(mutex_);
  ActionCall* previous = nullptr;
  ActionCall* current = calls_;
  while (current != &call) {
    previous = current;
    current = current->next;
  }
  if (previous == nullptr) {
    calls_ = call.next;
  } else {
    previous->next = call.next;
  }
  call_ended_.NotifyAll();
}

std::size_t MemoryTracker::PositionOf(const MemoryAction& action) const {
  std::size_t position = 0;
  while (position < actions_.size() && actions_[position].action != &action) ++position;
  return position;
}

bool MemoryTracker::IsCalled(const MemoryAction& action) const {
  for (const ActionCall* call = calls_; call != nullptr; call = call->next) {
    if (call->action == &action) return true;
  }
  return false;
}

bool MemoryTracker::IsCalledByThisThread(const MemoryAction& action) const {
  for (const ActionCall* call = calls_; call != nullptr; call = call->next) {
    if (call->action == &action && call->thread == CurrentThread()) return true;
  }
  return false;
}

bool MemoryTracker::IsThisThreadInsideAnAction() const {
  for (const ActionCall* call = calls_; call != nullptr; call = call->next) {
    if (call->thread == CurrentThread()) return true;
  }
  return false;
}

}  // namespace interlock::reference
