// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Nodes with sets of locations, inclusion edges between them, constraints on them, and the worklist
// that brings all of them to the least solution.
//
// A node stands for a register, a parameter, a result, a memory cell or an intermediate value. An
// edge a -> b means set(a) is a subset of set(b). A constraint is run by the handler for each
// location that arrives at its node; it may add locations, edges, nodes and further constraints.
// Nodes in a cycle of edges have equal sets and are merged (Tarjan's algorithm, run again whenever
// the work since the last run exceeds a few times the size of the graph).
//
// Thread safety: thread-hostile while solving; const members may be read by any number of threads
// afterwards.
//
// Invariants
//   1. Constraints see each location of their node at least once; handlers are idempotent.
//   2. The order of work, and with it the result, is the same in every run.

#include <cstdint>
#include <deque>
#include <unordered_set>
#include <vector>

#include "checker/points_to/location_set.h"

namespace interlock::points_to {

using NodeId = std::int32_t;
inline constexpr NodeId kNoNode = -1;

enum class ConstraintKind : std::uint8_t {
  kLoad,          // node: address; a: destination; c: bytes
  kLoadNumber,    // as kLoad, but the bytes are read as a number
  kStore,         // node: address; a: value; c: bytes
  kShift,         // node: address; a: destination; c: bytes to move by
  kStride,        // node: address; a: destination; c: stride
  kElements,      // node: container address; a: destination
  kLoadStorage,   // node: container address; a: destination: the hidden storage pointer
  kStoreStorage,  // node: container address; a: value
  kCopyOut,       // node: source address; a: buffer region; c: bytes (0: unknown)
  kCopyIn,        // node: destination address; a: buffer region; c: bytes
  kToNumber,      // node: value; a: destination; what arrives is exposed as a number
  kDifference,    // as kToNumber, but addresses are not exposed (pointer difference)
  kToAddress,     // node: number; a: destination
  kStoredNumber,  // node: value; a: destination: what a store of a number keeps of it
  kEscape,        // node: value that unknown code gets
  kEscapeType,    // node: type tags of an escaped object
  kConstruct,     // node: address on which a constructor runs; a: record
  kCall,          // node: callable; a: call site
  kVirtualCall,   // node: receiver; a: call site
  kTagCall,       // node: type tags at a callable; a: call site; b: its location
  kTagVirtual,    // node: type tags of a receiver's object; a: call site; b: its location
};

struct Constraint {
  ConstraintKind kind = ConstraintKind::kEscape;
  std::int32_t a = -1;
  std::int32_t b = -1;
  std::int64_t c = 0;
};

/// Gives constraints their meaning.
class ConstraintHandler {
 public:
  virtual ~ConstraintHandler() = default;
  /// Runs `constraint` of `node` for each of `locations`. Must be idempotent.
  virtual void Apply(NodeId node, const Constraint& constraint,
                     const std::vector<LocationId>& locations) = 0;
};

class ConstraintGraph {
 public:
  ConstraintGraph(ConstraintHandler* handler, std::uint64_t step_max)
      : handler_(handler), step_max_(step_max) {}

  NodeId AddNode() { return AddNodes(1); }
  /// Adds `count` nodes with consecutive ids; returns the first.
  NodeId AddNodes(std::size_t count);
  void AddEdge(NodeId from, NodeId to);
  void AddConstraint(NodeId node, const Constraint& constraint);
  void AddLocation(NodeId node, LocationId location);

  /// Counts work done outside the graph against the budget.
  void Charge(std::uint64_t steps) { steps_ += steps; }

  /// Works until nothing changes or the budget is used up; false in the latter case.
  bool Solve();
  bool exhausted() const { return steps_ > step_max_; }

  const LocationSet& Set(NodeId node) const { return nodes_[Find(node)].set; }
  std::uint64_t steps() const { return steps_; }
  std::size_t node_count() const { return nodes_.size(); }
  std::size_t merged_count() const { return merged_count_; }

 private:
  struct Node {
    LocationSet set;
    LocationSet delta;  // in `set` but not yet propagated
    std::vector<NodeId> edges;
    std::vector<Constraint> constraints;
    bool is_queued = false;
  };
  struct FreshConstraint {
    NodeId node;
    Constraint constraint;
  };

  NodeId Find(NodeId node) const;
  void AddSet(NodeId node, const LocationSet& locations);
  void Queue(NodeId node);
  void Process(NodeId node);
  void MergeCycles();
  void MergeInto(NodeId node, NodeId representative);

  ConstraintHandler* handler_;
  std::uint64_t step_max_;
  std::uint64_t steps_ = 0;
  std::uint64_t propagations_ = 0;  // along edges, since the last search for cycles
  std::size_t edge_count_ = 0;
  std::size_t merged_count_ = 0;
  std::vector<Node> nodes_;
  mutable std::vector<NodeId> parent_;
  std::unordered_set<std::uint64_t> edge_set_;
  std::deque<NodeId> queue_;
  std::deque<FreshConstraint> fresh_;
};

}  // namespace interlock::points_to
