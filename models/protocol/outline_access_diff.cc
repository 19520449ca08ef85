// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/outline_access_diff.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace interlock::protocol {
namespace {

using Place = std::pair<Words, std::string>;  // objects, what
using Protections = std::set<Protection>;

std::string Quote(const std::string& name) { return "`" + name + "`"; }

/// What an access is, without what protects it.
struct Act {
  std::string role;
  Place place;
  std::string kind;
  std::string order;
  bool ticket = false;
  auto operator<=>(const Act&) const = default;
};

using Acts = std::map<Act, Protections>;

std::string TextOf(const Place& place) {
  std::string text;
  for (const std::string& object : place.first) text += (text.empty() ? "" : " or ") + object;
  if (text.empty()) text = "any object";
  return place.second.empty() ? text : text + ": " + place.second;
}

std::string HowOf(const Act& act) {
  const std::string order = act.order == "plain" ? "plain" : "atomic " + act.order;
  return order + " " + act.kind + (act.ticket ? " (ticket)" : "");
}

std::string TextOf(const Act& act) {
  return (act.order == "plain" ? act.kind : HowOf(act)) + " of " + TextOf(act.place);
}

Acts Group(const std::vector<OutlineAccess>& accesses) {
  Acts acts;
  for (const OutlineAccess& e : accesses) {
    acts[{e.role, {e.objects, e.what}, e.kind, e.order, e.ticket}].insert(e.protection);
  }
  return acts;
}

std::string TextOf(const OutlinePhase& phase) {
  std::string text = "completion " + std::to_string(phase.low);
  text += phase.high == PhaseInterval::kForever ? " onwards" : " to " + std::to_string(phase.high);
  return text + (phase.arrives ? ", and everybody arrives" : "");
}

/// One difference between two protections.
struct Delta {
  enum class Kind { kLock, kLiveGained, kLiveLost, kOther };
  Kind kind = Kind::kOther;
  std::string subject;  // lock or role
  std::string text;
};

template <typename Value>
std::vector<Value> Minus(const std::vector<Value>& a, const std::vector<Value>& b) {
  std::vector<Value> result;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

void AddLocks(const Protection& old, const Protection& now, std::vector<Delta>* deltas) {
  std::vector<OutlineLock> gained = Minus(now.locks, old.locks);
  for (const OutlineLock& held : Minus(old.locks, now.locks)) {
    const auto other = std::find_if(gained.begin(), gained.end(), [&](const OutlineLock& lock) {
      return lock.lock == held.lock;
    });
    if (other == gained.end()) {
      deltas->push_back({Delta::Kind::kLock, held.lock, "lost lock " + Quote(held.lock)});
      continue;
    }
    deltas->push_back(
        {Delta::Kind::kLock, held.lock,
         "lock " + Quote(held.lock) + " is held " + other->mode + " now, was " + held.mode});
    gained.erase(other);
  }
  for (const OutlineLock& held : gained) {
    deltas->push_back({Delta::Kind::kLock, held.lock, "gained lock " + Quote(held.lock)});
  }
}

void AddPhases(const Protection& old, const Protection& now, std::vector<Delta>* deltas) {
  std::vector<OutlinePhase> gained = Minus(now.phases, old.phases);
  for (const OutlinePhase& phase : Minus(old.phases, now.phases)) {
    const auto other = std::find_if(gained.begin(), gained.end(), [&](const OutlinePhase& entry) {
      return entry.object == phase.object;
    });
    if (other == gained.end()) {
      deltas->push_back(
          {Delta::Kind::kOther, "",
           "is no longer ordered by " + Quote(phase.object) + " (was " + TextOf(phase) + ")"});
      continue;
    }
    deltas->push_back({Delta::Kind::kOther, "",
                       "order by " + Quote(phase.object) + " is now " + TextOf(*other) + ", was " +
                           TextOf(phase)});
    gained.erase(other);
  }
  for (const OutlinePhase& phase : gained) {
    deltas->push_back({Delta::Kind::kOther, "",
                       "is now ordered by " + Quote(phase.object) + " (" + TextOf(phase) + ")"});
  }
}

std::vector<Delta> DeltasOf(const Protection& old, const Protection& now) {
  std::vector<Delta> deltas;
  AddLocks(old, now, &deltas);
  for (const std::string& role : Minus(now.live, old.live)) {
    deltas.push_back({Delta::Kind::kLiveGained, role, ""});
  }
  for (const std::string& role : Minus(old.live, now.live)) {
    deltas.push_back({Delta::Kind::kLiveLost, role, ""});
  }
  AddPhases(old, now, &deltas);
  const auto other = [&](std::string text) {
    deltas.push_back({Delta::Kind::kOther, "", std::move(text)});
  };
  for (const std::string& channel : Minus(old.handed_over, now.handed_over)) {
    other("is no longer handed over through " + Quote(channel));
  }
  for (const std::string& channel : Minus(now.handed_over, old.handed_over)) {
    other("is now handed over through " + Quote(channel));
  }
  if (old.owned != now.owned) {
    other(now.owned ? "the object is now owned by the instance"
                    : "the object is no longer owned by the instance");
  }
  if (old.in_cell != now.in_cell) {
    other(now.in_cell ? "the object is now known to be in its owning cell"
                      : "the object is no longer known to be in its owning cell");
  }
  return deltas;
}

class Comparison {
 public:
  Comparison(const std::vector<OutlineAccess>& old, const std::vector<OutlineAccess>& now)
      : old_(Group(old)), now_(Group(now)) {}

  AccessDiff Run() {
    MovePlaces();
    for (const auto& [act, protections] : old_) {
      const auto now = now_.find(act);
      if (now == now_.end()) {
        Vanished(act, protections);
      } else if (now->second != protections) {
        Compare(act, protections, now->second);
      }
    }
    for (const auto& [act, protections] : now_) {
      if (old_.count(act) == 0 && renewed_.count(act) == 0) {
        lines_["role " + Quote(act.role) + ": new access"].insert(Described(act, protections));
      }
    }
    for (const auto& [text, at] : lines_) {
      result_.changes.push_back({"access", text, {at.begin(), at.end()}});
    }
    return std::move(result_);
  }

 private:
  static std::string Described(const Act& act, const Protections& protections) {
    const bool unlocked = std::any_of(protections.begin(), protections.end(),
                                      [](const Protection& p) { return p.locks.empty(); });
    return TextOf(act) + (unlocked ? ", without a lock" : "");
  }

  static std::map<Place, std::set<std::pair<Act, Protections>>> ByPlace(const Acts& acts) {
    std::map<Place, std::set<std::pair<Act, Protections>>> places;
    for (const auto& [act, protections] : acts) {
      Act bare = act;
      bare.place = {{}, act.place.second};
      places[act.place].insert({std::move(bare), protections});
    }
    return places;
  }

  /// What was touched in one set of objects and is touched alike in another.
  void MovePlaces() {
    const auto old_places = ByPlace(old_), now_places = ByPlace(now_);
    std::set<Place> taken;
    for (const auto& [place, uses] : old_places) {
      if (now_places.count(place) > 0) continue;
      for (const auto& [other, other_uses] : now_places) {
        if (old_places.count(other) > 0 || taken.count(other) > 0) continue;
        if (other.second != place.second || other_uses != uses) continue;
        taken.insert(other);
        result_.changes.push_back({"access",
                                   TextOf(place) + ": lies in " + TextOf({other.first, ""}) +
                                       " now, was " + TextOf({place.first, ""}),
                                   {}});
        Move(other, place);
        break;
      }
    }
  }

  void Move(const Place& from, const Place& to) {
    Acts moved;
    for (const auto& [act, protections] : now_) {
      Act key = act;
      if (key.place == from) key.place = to;
      moved[key].insert(protections.begin(), protections.end());
    }
    now_ = std::move(moved);
  }

  void Vanished(const Act& act, const Protections& protections) {
    for (const auto& [other, other_protections] : now_) {
      const bool alike = other.role == act.role && other.place == act.place &&
                         other_protections == protections && old_.count(other) == 0 &&
                         renewed_.count(other) == 0;
      if (!alike) continue;
      renewed_.insert(other);
      lines_["role " + Quote(act.role) + ": " + HowOf(other) + " now, was " + HowOf(act)].insert(
          TextOf(act.place));
      return;
    }
    lines_["role " + Quote(act.role) + ": access is gone"].insert(TextOf(act));
  }

  static std::size_t Distance(const Protection& a, const Protection& b) {
    return DeltasOf(a, b).size();
  }

  template <typename List>
  static const Protection* Closest(const Protection& wanted, const List& among) {
    const Protection* best = nullptr;
    std::size_t best_distance = 0;
    for (const Protection& candidate : among) {
      const std::size_t distance = Distance(candidate, wanted);
      if (best == nullptr || distance < best_distance) {
        best = &candidate;
        best_distance = distance;
      }
    }
    return best;
  }

  /// Pairs what is gone with what is new, the most similar first; what stays without a partner is
  /// held against the most similar one of all.
  void Compare(const Act& act, const Protections& old, const Protections& now) {
    Protections gone, added;
    std::set_difference(old.begin(), old.end(), now.begin(), now.end(),
                        std::inserter(gone, gone.end()));
    std::set_difference(now.begin(), now.end(), old.begin(), old.end(),
                        std::inserter(added, added.end()));
    while (!gone.empty() && !added.empty()) {
      Protection from = *gone.begin(), to = *added.begin();
      std::size_t distance = Distance(from, to);
      for (const Protection& candidate : gone) {
        const Protection* partner = Closest(candidate, added);
        if (Distance(candidate, *partner) >= distance) continue;
        distance = Distance(candidate, *partner);
        from = candidate;
        to = *partner;
      }
      Report(act, from, to);
      gone.erase(from);
      added.erase(to);
    }
    for (const Protection& to : added) Report(act, *Closest(to, old), to);
    for (const Protection& from : gone) Report(act, from, *Closest(from, now));
  }

  void Report(const Act& act, const Protection& from, const Protection& to) {
    for (const Delta& delta : DeltasOf(from, to)) {
      std::string text = "role " + Quote(act.role) + ": " + delta.text;
      const auto subject = std::pair(act.role, delta.subject);
      switch (delta.kind) {
        case Delta::Kind::kLock:
          result_.changed_locks.insert(subject);
          break;
        case Delta::Kind::kLiveGained:
          result_.live_gained.insert(subject);
          text = "role " + Quote(delta.subject) + " is no longer joined, or not yet to start, at " +
                 "accesses of " + Quote(act.role);
          break;
        case Delta::Kind::kLiveLost:
          result_.live_lost.insert(subject);
          text = "role " + Quote(delta.subject) + " can no longer run at accesses of " +
                 Quote(act.role);
          break;
        case Delta::Kind::kOther:
          break;
      }
      lines_[text].insert(TextOf(act));
    }
  }

  Acts old_, now_;
  std::set<Act> renewed_;  // of the new accesses: said to be another one, changed
  std::map<std::string, std::set<std::string>> lines_;
  AccessDiff result_;
};

}  // namespace

AccessDiff DiffAccesses(const std::vector<OutlineAccess>& old,
                        const std::vector<OutlineAccess>& now) {
  return Comparison(old, now).Run();
}

}  // namespace interlock::protocol
