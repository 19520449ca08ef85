// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/summary/flow_graph.h"

#include <algorithm>
#include <deque>
#include <set>

namespace interlock::summary {
namespace {

using facts::EdgeKind;

/// False if the loop's variable may wrap around before the test fails: then two iterations may have
/// one value.
bool CannotWrap(const facts::Function& function, const facts::Loop& loop) {
  const facts::Local& variable = function.locals[loop.variable];
  const bool is_unsigned = variable.type.find("unsigned") != std::string::npos ||
                           variable.type.find("size_t") != std::string::npos ||
                           variable.type.find("uint") != std::string::npos;
  if (!is_unsigned && variable.bytes >= 4) return true;  // overflow is undefined behaviour
  if (loop.bound_inclusive || loop.step != 1) return false;
  const facts::Register condition = function.blocks[loop.header].condition;
  if (condition < 0) return false;
  const facts::Instruction& test = function.instructions[condition];
  return test.op == facts::Op::kBinary && test.bytes != 0 && test.bytes <= variable.bytes;
}

bool IsBranch(const facts::Block& block) {
  int ways = 0;
  for (const facts::Edge& edge : block.successors) ways += edge.kind != EdgeKind::kException;
  return ways > 1;
}

}  // namespace

FlowGraph::FlowGraph(const facts::Function& function) : function_(function) {
  block_of_.assign(function.instructions.size(), -1);
  for (std::size_t b = 0; b < function.blocks.size(); ++b) {
    for (facts::Register r : function.blocks[b].instructions) {
      block_of_[r] = static_cast<std::int32_t>(b);
    }
  }
  Order();
  FindDominators();
  FindLoops();
  FindGuards();
  FindControlDependence();
}

void FlowGraph::Order() {
  const auto n = function_.blocks.size();
  position_.assign(n, -1);
  predecessors_.assign(n, {});
  shortest_parent_.assign(n, -1);
  if (n == 0) return;
  // Iterative depth-first search; the reversed finishing order is the reverse post-order.
  std::vector<bool> seen(n, false);
  std::vector<std::pair<std::int32_t, std::size_t>> stack{{0, 0}};
  seen[0] = true;
  while (!stack.empty()) {
    auto& [block, next] = stack.back();
    const auto& successors = function_.blocks[block].successors;
    if (next == successors.size()) {
      order_.push_back(block);
      stack.pop_back();
      continue;
    }
    const std::int32_t to = successors[next++].block;
    if (!seen[to]) {
      seen[to] = true;
      stack.push_back({to, 0});
    }
  }
  std::reverse(order_.begin(), order_.end());
  for (std::size_t i = 0; i < order_.size(); ++i) {
    position_[order_[i]] = static_cast<std::int32_t>(i);
  }
  for (std::int32_t block : order_) {
    for (const facts::Edge& edge : function_.blocks[block].successors) {
      predecessors_[edge.block].push_back(block);
    }
  }
  // Breadth first, ordinary edges before exceptional ones, so that witnesses avoid exceptions.
  std::vector<bool> reached(n, false);
  reached[0] = true;
  for (const bool exceptional : {false, true}) {
    std::deque<std::int32_t> queue(order_.begin(), order_.end());
    if (!exceptional) queue = {0};
    while (!queue.empty()) {
      const std::int32_t block = queue.front();
      queue.pop_front();
      if (!reached[block]) continue;
      for (const facts::Edge& edge : function_.blocks[block].successors) {
        if (!exceptional && edge.kind == EdgeKind::kException) continue;
        if (reached[edge.block]) continue;
        reached[edge.block] = true;
        shortest_parent_[edge.block] = block;
        queue.push_back(edge.block);
      }
    }
  }
}

void FlowGraph::FindDominators() {
  dominator_.assign(function_.blocks.size(), -1);
  if (order_.empty()) return;
  dominator_[0] = 0;
  const auto meet = [&](std::int32_t a, std::int32_t b) {
    while (a != b) {
      while (position_[a] > position_[b]) a = dominator_[a];
      while (position_[b] > position_[a]) b = dominator_[b];
    }
    return a;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::int32_t block : order_) {
      if (block == 0) continue;
      std::int32_t best = -1;
      for (std::int32_t from : predecessors_[block]) {
        if (dominator_[from] < 0) continue;
        best = best < 0 ? from : meet(best, from);
      }
      if (best != dominator_[block]) {
        dominator_[block] = best;
        changed = true;
      }
    }
  }
}

bool FlowGraph::Dominates(std::int32_t a, std::int32_t b) const {
  if (position_[a] < 0 || position_[b] < 0) return false;
  while (position_[b] > position_[a]) b = dominator_[b];
  return a == b;
}

void FlowGraph::FindLoops() {
  const auto n = function_.blocks.size();
  around_.assign(n, {});
  std::vector<std::int32_t> loop_of_header(n, -1);
  const auto loop_at = [&](std::int32_t header) -> FlowLoop& {
    if (loop_of_header[header] < 0) {
      loop_of_header[header] = static_cast<std::int32_t>(loops_.size());
      FlowLoop loop;
      loop.header = header;
      loop.contains.assign(n, false);
      loop.contains[header] = true;
      for (const facts::Loop& counted : function_.loops) {
        if (counted.header == header && CannotWrap(function_, counted)) loop.counted = &counted;
      }
      loops_.push_back(std::move(loop));
    }
    return loops_[loop_of_header[header]];
  };
  const auto collect = [&](FlowLoop& loop, std::int32_t from, std::int32_t stop) {
    std::vector<std::int32_t> work{from};
    while (!work.empty()) {
      const std::int32_t block = work.back();
      work.pop_back();
      if (block != stop && loop.contains[block]) continue;
      loop.contains[block] = true;
      if (block == stop) continue;
      for (std::int32_t p : predecessors_[block]) {
        if (position_[p] >= 0 && !loop.contains[p]) work.push_back(p);
      }
    }
  };
  for (std::int32_t block : order_) {
    for (const facts::Edge& edge : function_.blocks[block].successors) {
      if (position_[edge.block] > position_[block]) continue;
      FlowLoop& loop = loop_at(edge.block);
      if (Dominates(edge.block, block)) {
        collect(loop, block, edge.block);
        continue;
      }
      // A cycle with several entries: everything that the target reaches and that reaches it.
      loop.irreducible = true;
      loop.counted = nullptr;
      std::vector<bool> forward(n, false);
      std::vector<std::int32_t> work{edge.block};
      while (!work.empty()) {
        const std::int32_t at = work.back();
        work.pop_back();
        if (forward[at]) continue;
        forward[at] = true;
        for (const facts::Edge& out : function_.blocks[at].successors) work.push_back(out.block);
      }
      std::vector<bool> backward(n, false);
      work = {edge.block};
      while (!work.empty()) {
        const std::int32_t at = work.back();
        work.pop_back();
        if (backward[at]) continue;
        backward[at] = true;
        for (std::int32_t p : predecessors_[at]) {
          if (position_[p] >= 0) work.push_back(p);
        }
      }
      for (std::size_t b = 0; b < n; ++b) {
        if (forward[b] && backward[b]) loop.contains[b] = true;
      }
    }
  }
  for (FlowLoop& loop : loops_) {
    loop.size =
        static_cast<std::int32_t>(std::count(loop.contains.begin(), loop.contains.end(), true));
  }
  for (std::int32_t block : order_) {
    auto& around = around_[block];
    for (std::size_t l = 0; l < loops_.size(); ++l) {
      if (loops_[l].contains[block]) around.push_back(static_cast<std::int32_t>(l));
    }
    std::sort(around.begin(), around.end(), [&](std::int32_t a, std::int32_t b) {
      if (loops_[a].size != loops_[b].size) return loops_[a].size > loops_[b].size;
      return loops_[a].header < loops_[b].header;
    });
  }
}

bool FlowGraph::IsBackEdge(std::int32_t from, std::int32_t to, std::int32_t loop) const {
  return loops_[loop].header == to && loops_[loop].contains[from];
}

void FlowGraph::FindGuards() {
  guards_.assign(function_.blocks.size(), {});
  for (std::int32_t block : order_) {
    // Walk up the dominator tree; an edge guards `block` if its target has no other way in and
    // dominates `block`.
    for (std::int32_t d = block; d != 0;) {
      const std::int32_t target = d;
      d = dominator_[d];
      if (!IsBranch(function_.blocks[d])) continue;
      const auto& successors = function_.blocks[d].successors;
      std::int32_t edge_to_target = -1;
      int edges_to_target = 0;
      for (std::size_t e = 0; e < successors.size(); ++e) {
        if (successors[e].block != target) continue;
        ++edges_to_target;
        edge_to_target = static_cast<std::int32_t>(e);
      }
      if (edges_to_target != 1 || successors[edge_to_target].kind == EdgeKind::kException) continue;
      bool only_way = true;
      for (std::int32_t p : predecessors_[target]) {
        // A back edge into the target keeps the guard only for the first iteration.
        if (p != d) only_way = false;
      }
      if (only_way) guards_[block].push_back({d, edge_to_target});
    }
    std::reverse(guards_[block].begin(), guards_[block].end());
  }
}

void FlowGraph::FindControlDependence() {
  const auto n = function_.blocks.size();
  guard_exact_.assign(n, true);
  if (order_.empty()) return;
  // Post-dominator sets over ordinary edges; blocks without a way to an end end themselves, so that
  // endless loops do not make every branch in them look decisive.
  std::vector<std::vector<std::int32_t>> successors(n);
  std::vector<bool> ends(n, false);
  for (std::int32_t block : order_) {
    for (const facts::Edge& edge : function_.blocks[block].successors) {
      if (edge.kind != EdgeKind::kException) successors[block].push_back(edge.block);
    }
  }
  std::vector<std::int32_t> work;
  for (std::int32_t block : order_) {
    if (successors[block].empty()) work.push_back(block);
  }
  const auto mark = [&] {
    while (!work.empty()) {
      const std::int32_t at = work.back();
      work.pop_back();
      if (ends[at]) continue;
      ends[at] = true;
      for (std::int32_t p : predecessors_[at]) {
        if (std::find(successors[p].begin(), successors[p].end(), at) != successors[p].end()) {
          work.push_back(p);
        }
      }
    }
  };
  mark();
  std::vector<bool> virtual_end(n, false);
  for (std::int32_t block : order_) {
    if (ends[block]) continue;
    virtual_end[block] = true;
    work.push_back(block);
    mark();
  }
  std::vector<std::vector<bool>> post(n, std::vector<bool>(n, true));
  for (bool changed = true; changed;) {
    changed = false;
    for (auto it = order_.rbegin(); it != order_.rend(); ++it) {
      const std::int32_t block = *it;
      std::vector<bool> next(n, !successors[block].empty() && !virtual_end[block]);
      for (std::int32_t s : successors[block]) {
        for (std::size_t b = 0; b < n; ++b) next[b] = next[b] && post[s][b];
      }
      next[block] = true;
      if (next != post[block]) {
        post[block] = std::move(next);
        changed = true;
      }
    }
  }
  // Direct control dependence, then its closure.
  std::vector<std::set<std::pair<std::int32_t, std::int32_t>>> depends(n);
  for (std::int32_t block : order_) {
    if (!IsBranch(function_.blocks[block])) continue;
    const auto& edges = function_.blocks[block].successors;
    for (std::size_t e = 0; e < edges.size(); ++e) {
      if (edges[e].kind == EdgeKind::kException) continue;
      for (std::size_t b = 0; b < n; ++b) {
        if (position_[b] < 0 || static_cast<std::int32_t>(b) == block) continue;
        if (post[edges[e].block][b] && !post[block][b]) {
          depends[b].insert({block, static_cast<std::int32_t>(e)});
        }
      }
    }
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (std::int32_t block : order_) {
      const auto direct = depends[block];
      for (const auto& [on, edge] : direct) {
        for (const auto& outer : depends[on]) {
          if (outer.first != block) changed |= depends[block].insert(outer).second;
        }
      }
    }
  }
  for (std::int32_t block : order_) {
    for (const auto& [on, edge] : depends[block]) {
      const BranchOutcome outcome{on, edge};
      if (std::find(guards_[block].begin(), guards_[block].end(), outcome) ==
          guards_[block].end()) {
        guard_exact_[block] = false;
      }
    }
  }
}

std::vector<std::int32_t> FlowGraph::ShortestPath(std::int32_t block) const {
  std::vector<std::int32_t> path{block};
  while (path.back() != 0 && shortest_parent_[path.back()] >= 0) {
    path.push_back(shortest_parent_[path.back()]);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace interlock::summary
