// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/parametric/schedule_plan.h"

#include <algorithm>
#include <map>
#include <set>

namespace interlock::parametric {
namespace {

using protocol::Event;
using protocol::EventId;
using protocol::EventKind;
using protocol::RoleId;
using protocol::Term;

class Feasibility {
 public:
  Feasibility(const ProtocolIndex& index, const std::vector<PlannedThread>& threads)
      : index_(index), protocol_(index.protocol()), threads_(threads) {}

  std::string Describe() const {
    std::string reason = CheckBarriers();
    if (reason.empty()) reason = CheckOnce();
    if (reason.empty()) reason = CheckWaits();
    return reason;
  }

 private:
  // A thread cannot have passed a barrier more often than another participant that stands still.
  std::string CheckBarriers() const {
    for (const PlannedThread& a : threads_) {
      for (const PlannedThread& b : threads_) {
        if (&a == &b || b.access == protocol::kNone) continue;
        for (const auto& [object, count] : BarrierCounts(a)) {
          if (!index_.IsFixed(object) || !WaitsAt(b.thread.role, object)) continue;
          const auto counts = BarrierCounts(b);
          const auto other = counts.find(object);
          if ((other == counts.end() ? 0 : other->second) < count) {
            return "a barrier stands between the accesses";
          }
        }
      }
    }
    return "";
  }

  // Flags inside whose body an access of the pair stands.
  std::vector<Term> FlagsInUse() const {
    std::vector<Term> flags;
    for (const PlannedThread& thread : threads_) {
      if (thread.access == protocol::kNone) continue;
      for (const auto& held : protocol_.accesses[thread.access].held) {
        if (held.mode == protocol::LockMode::kExclusive &&
            HasStep(thread, EventKind::kOnce, held.lock)) {
          flags.push_back(held.lock);
        }
      }
    }
    return flags;
  }

  // Whoever passes a once-flag ran its body or waited for its end; an access inside the body stands
  // before that end.
  std::string CheckOnce() const {
    for (const Term& flag : FlagsInUse()) {
      int passed = 0;
      for (const PlannedThread& thread : threads_)
        passed += HasStep(thread, EventKind::kOnce, flag);
      if (passed > 1) return "the once-flag has been passed before";
    }
    return "";
  }

  bool HasStep(const PlannedThread& thread, EventKind kind, const Term& object) const {
    for (const Slot& slot : thread.slots) {
      for (const Item& item : slot) {
        const Event& event = protocol_.events[item.event];
        if (event.kind == kind && event.object == object) return true;
      }
    }
    return false;
  }

  // A listed step that waits for a thread which in turn waits for one of the pair never happens.
  std::string CheckWaits() const {
    std::set<EventId> needed;
    std::vector<EventId> open;
    for (const PlannedThread& thread : threads_) {
      for (const EventId id : thread.path) {
        // Listed children that are joined too early are found when the slots are filled.
        const Event& event = protocol_.events[id];
        if (event.kind == EventKind::kJoin && IsListed(event.child)) continue;
        if (needed.insert(id).second) open.push_back(id);
      }
    }
    while (!open.empty()) {
      const Event& event = protocol_.events[open.back()];
      open.pop_back();
      for (std::size_t i = 0; i < protocol_.events.size(); ++i) {
        const Event& other = protocol_.events[i];
        const bool joined = event.kind == EventKind::kJoin && other.role == event.child;
        const bool signals = event.kind == EventKind::kWait && other.kind == EventKind::kSignal &&
                             other.object == event.object;
        if (!joined && !signals) continue;
        if (StandsStill(other.role, event)) {
          return "an event before an access waits for a thread of the pair";
        }
        if (joined && MayNotHaveEnded(other)) {
          return "a joined thread may need a thread of the pair to go on";
        }
        // A joined thread runs to its end, a signalling one up to its signal.
        if (joined && needed.insert(static_cast<EventId>(i)).second) {
          open.push_back(static_cast<EventId>(i));
        }
        for (const EventId before : other.prefix) {
          if (needed.insert(before).second) open.push_back(before);
        }
      }
      if (event.kind == EventKind::kJoin && StandsStill(event.child, event)) {
        return "an event before an access waits for a thread of the pair";
      }
    }
    return "";
  }

  // True if a thread with this event cannot have ended, or not for sure, while the pair stands
  // still.
  bool MayNotHaveEnded(const Event& event) const {
    if (event.kind == EventKind::kOnce) {
      const std::vector<Term> flags = FlagsInUse();
      return std::find(flags.begin(), flags.end(), event.object) != flags.end();
    }
    if (event.kind != EventKind::kReceive) return false;
    return std::any_of(protocol_.events.begin(), protocol_.events.end(), [&](const Event& send) {
      return send.kind == EventKind::kSend && send.object == event.object &&
             StandsStill(send.role, event);
    });
  }

  bool IsListed(RoleId role) const {
    return std::any_of(threads_.begin(), threads_.end(),
                       [&](const PlannedThread& thread) { return thread.thread.role == role; });
  }

  // True if a thread of the pair has this role and has not yet done what `event` waits for.
  bool StandsStill(RoleId role, const Event& event) const {
    return std::any_of(threads_.begin(), threads_.end(), [&](const PlannedThread& thread) {
      return thread.thread.role == role && thread.access != protocol::kNone &&
             !(event.kind == EventKind::kWait && HasStep(thread, EventKind::kSignal, event.object));
    });
  }

  std::map<Term, int> BarrierCounts(const PlannedThread& thread) const {
    std::map<Term, int> counts;
    for (const Slot& slot : thread.slots) {
      for (const Item& item : slot) {
        const Event& event = protocol_.events[item.event];
        if (event.kind == EventKind::kBarrier) ++counts[event.object];
      }
    }
    return counts;
  }

  bool WaitsAt(RoleId role, const Term& object) const {
    return std::any_of(protocol_.events.begin(), protocol_.events.end(), [&](const Event& event) {
      return event.kind == EventKind::kBarrier && event.role == role && event.object == object;
    });
  }

  const ProtocolIndex& index_;
  const protocol::Protocol& protocol_;
  const std::vector<PlannedThread>& threads_;
};

}  // namespace

std::string DescribeInfeasible(const ProtocolIndex& index,
                               const std::vector<PlannedThread>& threads) {
  return Feasibility(index, threads).Describe();
}

}  // namespace interlock::parametric
