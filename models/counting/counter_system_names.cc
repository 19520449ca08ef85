// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/counter_system_names.h"

namespace interlock::counting {
namespace {

using Names = std::vector<const char*>;

template <typename Enumerator>
std::string NameOf(const Names& names, Enumerator value) {
  return names[static_cast<std::size_t>(value)];
}

}  // namespace

const Names& InstancesNames() {
  static const Names names{"one", "many", "spawned"};
  return names;
}

const Names& PointKindNames() {
  static const Names names{"plain", "blocking", "ended"};
  return names;
}

const Names& OperationNames() {
  static const Names names{"send", "receive",  "wait",           "lock",       "condition_waiting",
                           "join", "try_send", "try_receive",    "close",      "add",
                           "done", "unlock",   "condition_wait", "notify_one", "notify_all"};
  return names;
}

const Names& OutcomeNames() {
  static const Names names{
      "step",           "sent",          "send_closed",     "send_full",    "received",
      "receive_closed", "receive_empty", "closed",          "closed_again", "added",
      "done",           "waited",        "locked",          "unlocked",     "wait_begun",
      "spurious_wake",  "notified",      "notified_nobody", "notified_all", "joined"};
  return names;
}

const Names& PropertyKindNames() {
  static const Names names{"deadlock",    "lost_wake_up",   "send_after_close",
                           "close_twice", "negative_group", "never",
                           "at_end"};
  return names;
}

const Names& RelationNames() {
  static const Names names{"=", "!=", "<="};
  return names;
}

const Names& SymbolKindNames() {
  static const Names names{"parameter", "point", "queued", "closed", "group", "owner", "variable"};
  return names;
}

std::string OperationName(Operation operation) { return NameOf(OperationNames(), operation); }
std::string OutcomeName(Outcome outcome) { return NameOf(OutcomeNames(), outcome); }
std::string PropertyKindName(PropertyKind kind) { return NameOf(PropertyKindNames(), kind); }

}  // namespace interlock::counting
