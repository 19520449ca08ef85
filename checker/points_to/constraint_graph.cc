// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/points_to/constraint_graph.h"

#include <algorithm>
#include <utility>

namespace interlock::points_to {
namespace {

/// A handler's work for one location; the unit is the merge of one word, about a nanosecond.
constexpr std::uint64_t kApplySteps = 100;
/// The search for cycles, for one node.
constexpr std::uint64_t kMergeSteps = 100;

}  // namespace
NodeId ConstraintGraph::AddNodes(std::size_t count) {
  const auto first = static_cast<NodeId>(nodes_.size());
  nodes_.resize(nodes_.size() + count);
  for (std::size_t i = 0; i < count; ++i) parent_.push_back(first + static_cast<NodeId>(i));
  steps_ += count;
  return first;
}

/// No path compression: const readers may run in parallel, and MergeCycles keeps paths short.
NodeId ConstraintGraph::Find(NodeId node) const {
  while (parent_[node] != node) node = parent_[node];
  return node;
}

void ConstraintGraph::Queue(NodeId node) {
  if (nodes_[node].is_queued) return;
  nodes_[node].is_queued = true;
  queue_.push_back(node);
}

void ConstraintGraph::AddSet(NodeId node, const LocationSet& locations) {
  steps_ += locations.word_count();
  const LocationSet added = nodes_[node].set.Absorb(locations);
  if (added.empty()) return;
  nodes_[node].delta.Merge(added);
  Queue(node);
}

void ConstraintGraph::AddLocation(NodeId node, LocationId location) {
  AddSet(Find(node), LocationSet::Of(location));
}

void ConstraintGraph::AddEdge(NodeId from, NodeId to) {
  from = Find(from);
  to = Find(to);
  if (from == to) return;
  const std::uint64_t key =
      (static_cast<std::uint64_t>(from) << 32) | static_cast<std::uint32_t>(to);
  if (!edge_set_.insert(key).second) return;
  ++steps_;
  ++edge_count_;
  nodes_[from].edges.push_back(to);
  if (!nodes_[from].set.empty()) AddSet(to, nodes_[from].set);
}

void ConstraintGraph::AddConstraint(NodeId node, const Constraint& constraint) {
  ++steps_;
  node = Find(node);
  nodes_[node].constraints.push_back(constraint);
  if (!nodes_[node].set.empty()) fresh_.push_back(FreshConstraint{node, constraint});
}

void ConstraintGraph::Process(NodeId node) {
  nodes_[node].is_queued = false;
  const LocationSet delta = std::exchange(nodes_[node].delta, {});
  if (delta.empty()) return;
  // Handlers may grow both lists of this node; what they add has seen the whole set already.
  const std::size_t edge_count = nodes_[node].edges.size();
  for (std::size_t i = 0; i < edge_count; ++i) {
    const NodeId target = Find(nodes_[node].edges[i]);
    if (target != node) AddSet(target, delta);
    ++propagations_;
  }
  const std::size_t constraint_count = nodes_[node].constraints.size();
  if (constraint_count == 0) return;
  const std::vector<LocationId> items = delta.Items();
  for (std::size_t i = 0; i < constraint_count && !exhausted(); ++i) {
    const Constraint constraint = nodes_[node].constraints[i];
    steps_ += kApplySteps * items.size();
    handler_->Apply(node, constraint, items);
  }
}

bool ConstraintGraph::Solve() {
  while (!queue_.empty() || !fresh_.empty()) {
    if (exhausted()) return false;
    // The search costs about as much as one propagation over every edge.
    if (propagations_ > 4 * (nodes_.size() + edge_count_)) MergeCycles();
    if (!fresh_.empty()) {
      const FreshConstraint fresh = fresh_.front();
      fresh_.pop_front();
      const NodeId node = Find(fresh.node);
      const std::vector<LocationId> all = nodes_[node].set.Items();
      steps_ += kApplySteps * all.size();
      handler_->Apply(node, fresh.constraint, all);
      continue;
    }
    const NodeId node = queue_.front();
    queue_.pop_front();
    if (Find(node) == node) Process(node);
  }
  return !exhausted();
}

/// Moves everything of `node` to `representative`, which then propagates its whole set again: each
/// side's edges and constraints have not seen what only the other side had.
void ConstraintGraph::MergeInto(NodeId node, NodeId representative) {
  Node& from = nodes_[node];
  Node& to = nodes_[representative];
  to.set.Merge(from.set);
  to.edges.insert(to.edges.end(), from.edges.begin(), from.edges.end());
  to.constraints.insert(to.constraints.end(), from.constraints.begin(), from.constraints.end());
  from = Node{};
  parent_[node] = representative;
  ++merged_count_;
}

void ConstraintGraph::MergeCycles() {
  const std::size_t count = nodes_.size();
  std::vector<std::int32_t> index(count, -1), low(count, 0);
  std::vector<bool> on_stack(count, false);
  std::vector<NodeId> stack;
  std::vector<std::pair<NodeId, std::size_t>> frames;  // node, next edge
  std::vector<std::vector<NodeId>> components;
  std::int32_t next_index = 0;
  const auto enter = [&](NodeId node) {
    index[node] = low[node] = next_index++;
    stack.push_back(node);
    on_stack[node] = true;
    frames.emplace_back(node, 0);
  };
  for (std::size_t start = 0; start < count; ++start) {
    const auto root = static_cast<NodeId>(start);
    if (parent_[root] != root || index[root] >= 0 || nodes_[root].edges.empty()) continue;
    enter(root);
    while (!frames.empty()) {
      const NodeId node = frames.back().first;
      if (frames.back().second < nodes_[node].edges.size()) {
        const NodeId target = Find(nodes_[node].edges[frames.back().second++]);
        if (index[target] < 0) {
          enter(target);
        } else if (on_stack[target]) {
          low[node] = std::min(low[node], index[target]);
        }
        continue;
      }
      frames.pop_back();
      if (!frames.empty()) {
        low[frames.back().first] = std::min(low[frames.back().first], low[node]);
      }
      if (low[node] != index[node]) continue;
      std::vector<NodeId> component;
      do {
        component.push_back(stack.back());
        on_stack[stack.back()] = false;
        stack.pop_back();
      } while (component.back() != node);
      if (component.size() > 1) components.push_back(std::move(component));
    }
  }
  for (const std::vector<NodeId>& component : components) {
    const NodeId representative = *std::min_element(component.begin(), component.end());
    for (const NodeId node : component) {
      if (node != representative) MergeInto(node, representative);
    }
  }
  for (NodeId& parent : parent_) parent = Find(parent);
  for (const std::vector<NodeId>& component : components) {
    const NodeId representative = Find(component.front());
    Node& node = nodes_[representative];
    for (NodeId& edge : node.edges) edge = Find(edge);
    std::sort(node.edges.begin(), node.edges.end());
    node.edges.erase(std::unique(node.edges.begin(), node.edges.end()), node.edges.end());
    std::erase(node.edges, representative);
    node.delta = node.set;
    if (!node.delta.empty()) Queue(representative);
  }
  steps_ += kMergeSteps * count;
  propagations_ = 0;
}

}  // namespace interlock::points_to
