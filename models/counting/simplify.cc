// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/counting/simplify.h"

#include <utility>
#include <vector>

#include "models/counting/resource_rules.h"

namespace interlock::counting {
namespace {

bool IsPlainStep(const Transition& t) {
  return t.outcome == Outcome::kStep && t.guard.empty() && t.effects.empty() && t.spawns.empty() &&
         t.from != t.to;
}

// Per point the only step out of it, or -1.
std::vector<std::int32_t> Passages(const CounterSystem& system) {
  std::vector<std::int32_t> only(system.points.size(), -1);
  std::vector<std::int32_t> count(system.points.size(), 0);
  for (std::size_t i = 0; i < system.transitions.size(); ++i) {
    const auto from = static_cast<std::size_t>(system.transitions[i].from);
    only[from] = static_cast<std::int32_t>(i);
    ++count[from];
  }
  for (std::size_t p = 0; p < system.points.size(); ++p) {
    const bool passed = system.points[p].kind == PointKind::kPlain &&
                        system.points[p].cases.empty() && count[p] == 1 &&
                        IsPlainStep(system.transitions[static_cast<std::size_t>(only[p])]);
    if (!passed) only[p] = -1;
  }
  return only;
}

}  // namespace

void LeaveOutPassages(CounterSystem* system, std::set<std::int32_t>* marked) {
  const std::vector<std::int32_t> only = Passages(*system);
  const std::size_t count = system->points.size();
  // Where each point leads; a circle of passages keeps its first point.
  std::vector<std::int32_t> leads(count);
  for (std::size_t p = 0; p < count; ++p) {
    auto at = static_cast<std::int32_t>(p);
    std::size_t steps = 0;
    while (only[static_cast<std::size_t>(at)] >= 0 && steps++ < count) {
      at = system->transitions[static_cast<std::size_t>(only[static_cast<std::size_t>(at)])].to;
    }
    leads[p] = steps < count ? at : static_cast<std::int32_t>(p);
  }
  std::vector<std::int32_t> renamed(count, -1);
  std::vector<Point> points;
  for (std::size_t p = 0; p < count; ++p) {
    if (leads[p] != static_cast<std::int32_t>(p)) continue;
    renamed[p] = static_cast<std::int32_t>(points.size());
    points.push_back(system->points[p]);
  }
  const auto target = [&](std::int32_t p) {
    return renamed[static_cast<std::size_t>(leads[static_cast<std::size_t>(p)])];
  };
  for (std::size_t p = 0; p < count; ++p) {
    if (renamed[p] < 0) {
      points[static_cast<std::size_t>(target(static_cast<std::int32_t>(p)))].initial +=
          system->points[p].initial;
    }
  }
  std::vector<Transition> transitions;
  std::set<std::int32_t> marked_after;
  for (std::size_t i = 0; i < system->transitions.size(); ++i) {
    Transition transition = std::move(system->transitions[i]);
    if (renamed[static_cast<std::size_t>(transition.from)] < 0) continue;
    transition.from = renamed[static_cast<std::size_t>(transition.from)];
    transition.to = target(transition.to);
    for (Spawn& spawn : transition.spawns) spawn.point = target(spawn.point);
    for (Wake& wake : transition.wakes) {
      wake.from = renamed[static_cast<std::size_t>(wake.from)];
      wake.to = target(wake.to);
    }
    if (marked->count(static_cast<std::int32_t>(i)) != 0) {
      marked_after.insert(static_cast<std::int32_t>(transitions.size()));
    }
    transitions.push_back(std::move(transition));
  }
  system->points = std::move(points);
  system->transitions = std::move(transitions);
  *marked = std::move(marked_after);
  for (Transition& transition : system->transitions) {
    if (transition.outcome != Outcome::kJoined && transition.outcome != Outcome::kNotifiedNobody &&
        transition.outcome != Outcome::kNotified) {
      continue;
    }
    const std::int32_t from = transition.wakes.empty() ? 0 : transition.wakes[0].from;
    transition.guard = GuardOf(*system, transition.outcome, transition.resource, from);
  }
}

}  // namespace interlock::counting
