// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The least solution of random graphs, with cycles that are merged while locations still arrive.

#include "checker/points_to/constraint_graph.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace interlock::points_to {
namespace {

/// Records which locations each constraint saw; its `a` is its identity.
class Recorder : public ConstraintHandler {
 public:
  void Apply(NodeId, const Constraint& constraint,
             const std::vector<LocationId>& locations) override {
    seen[constraint.a].insert(locations.begin(), locations.end());
  }
  std::map<std::int32_t, std::set<LocationId>> seen;
};

TEST(ConstraintGraph, ReachesTheLeastSolutionWhileMergingCycles) {
  std::size_t merged = 0;
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    const int count = 12;
    Recorder recorder;
    ConstraintGraph graph(&recorder, 1'000'000'000);
    graph.AddNodes(count);
    std::vector<std::set<int>> edges(count);
    std::vector<std::set<LocationId>> own(count);
    for (int node = 0; node < count; node += 2) {
      graph.AddConstraint(node, Constraint{ConstraintKind::kEscape, node});
    }
    for (int step = 0; step < 250; ++step) {
      const int node = static_cast<int>(random() % count);
      if (random() % 10 == 0) {
        const int target = static_cast<int>(random() % count);
        edges[node].insert(target);
        graph.AddEdge(node, target);
      } else {
        const LocationId location = random() % kFirstOrdinaryLocation;
        own[node].insert(location);
        graph.AddLocation(node, location);
      }
      ASSERT_TRUE(graph.Solve());
    }
    merged += graph.merged_count();
    for (bool changed = true; changed;) {
      changed = false;
      for (int node = 0; node < count; ++node) {
        for (const int target : edges[node]) {
          const std::size_t before = own[target].size();
          own[target].insert(own[node].begin(), own[node].end());
          changed = changed || own[target].size() != before;
        }
      }
    }
    for (int node = 0; node < count; ++node) {
      const std::vector<LocationId> items = graph.Set(node).Items();
      ASSERT_EQ(std::set<LocationId>(items.begin(), items.end()), own[node]) << "seed " << seed;
      if (node % 2 != 0) continue;
      ASSERT_EQ(recorder.seen[node], own[node]) << "seed " << seed;
    }
  }
  EXPECT_GT(merged, 100u);
}

TEST(ConstraintGraph, SaysThatItsBudgetIsUsedUp) {
  Recorder recorder;
  ConstraintGraph graph(&recorder, 50);
  const NodeId first = graph.AddNodes(100);
  for (NodeId node = first; node + 1 < first + 100; ++node) graph.AddEdge(node, node + 1);
  graph.AddLocation(first, 1);
  EXPECT_FALSE(graph.Solve());
  EXPECT_TRUE(graph.exhausted());
}

}  // namespace
}  // namespace interlock::points_to
