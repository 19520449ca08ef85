// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The shape of one function's control-flow graph: order, dominators, loops, control dependence.
//
// Thread safety: immutable after construction.
//
// Invariants
//   1. Every cycle of the graph lies in the blocks of at least one loop. A cycle with several
//      entries (goto) is one loop over its whole strongly connected component.
//   2. `GuardsOf(b)` holds exactly on every path from the entry to b (within the current iteration
//      of the loops around b). If `IsGuardExact(b)` is false, b also depends on a branch that is
//      not listed: the guards then over-approximate the condition under which b runs.
// Source: Cooper, Harvey, Kennedy, "A simple, fast dominance algorithm"; Ferrante, Ottenstein,
// Warren, "The program dependence graph", section 3 (control dependence).

#include <cstdint>
#include <vector>

#include "checker/frontend/facts.h"

namespace interlock::summary {

/// A cycle of the graph.
struct FlowLoop {
  std::int32_t header = -1;
  std::vector<bool> contains;  // by block
  std::int32_t size = 0;       // blocks in it
  bool irreducible = false;
  const facts::Loop* counted = nullptr;  // the counted loop with this header, if there is one
};

/// A branch outcome: the edge `edge` of `block` was taken.
struct BranchOutcome {
  std::int32_t block = -1;
  std::int32_t edge = -1;
  friend bool operator==(const BranchOutcome&, const BranchOutcome&) = default;
};

class FlowGraph {
 public:
  /// Requires: `function` passed facts validation and outlives this object.
  explicit FlowGraph(const facts::Function& function);

  /// Blocks reachable from the entry, in reverse post-order.
  const std::vector<std::int32_t>& order() const { return order_; }
  bool IsReachable(std::int32_t block) const { return position_[block] >= 0; }
  bool Dominates(std::int32_t a, std::int32_t b) const;
  const std::vector<FlowLoop>& loops() const { return loops_; }
  /// Indices into loops() of the loops around `block`, outermost first.
  const std::vector<std::int32_t>& LoopsAround(std::int32_t block) const { return around_[block]; }
  /// True if taking the edge goes back to the header of loop `loop` from inside it.
  bool IsBackEdge(std::int32_t from, std::int32_t to, std::int32_t loop) const;
  const std::vector<BranchOutcome>& GuardsOf(std::int32_t block) const { return guards_[block]; }
  bool IsGuardExact(std::int32_t block) const { return guard_exact_[block]; }
  /// Blocks of a shortest path from the entry to `block`, both included.
  std::vector<std::int32_t> ShortestPath(std::int32_t block) const;
  /// The block in which instruction `r` stands.
  std::int32_t BlockOf(facts::Register r) const { return block_of_[r]; }

 private:
  void Order();
  void FindDominators();
  void FindLoops();
  void FindGuards();
  void FindControlDependence();

  const facts::Function& function_;
  std::vector<std::int32_t> order_;
  std::vector<std::int32_t> position_;  // in order_, -1 if unreachable
  std::vector<std::vector<std::int32_t>> predecessors_;
  std::vector<std::int32_t> dominator_;
  std::vector<FlowLoop> loops_;
  std::vector<std::vector<std::int32_t>> around_;
  std::vector<std::vector<BranchOutcome>> guards_;
  std::vector<bool> guard_exact_;
  std::vector<std::int32_t> shortest_parent_;
  std::vector<std::int32_t> block_of_;
};

}  // namespace interlock::summary
