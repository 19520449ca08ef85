// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/parametric/dependencies.h"

#include <functional>

namespace interlock::parametric {
namespace {

struct Node {
  std::vector<std::string> rests_on;
  bool is_obligation = false;
};

using Graph = std::map<std::string, Node>;

enum class Mark { kNew, kOpen, kDone };

// Depth-first search; an edge back to an open node is a cycle.
class Closer {
 public:
  explicit Closer(const Graph& graph) : graph_(graph) {}

  Status Visit(const std::string& id) {
    Mark& mark = marks_[id];
    if (mark == Mark::kDone) return Status::Ok();
    path_.push_back(id);
    if (mark == Mark::kOpen) return CycleError(id);
    mark = Mark::kOpen;
    const auto found = graph_.find(id);
    if (found == graph_.end()) {
      return MakeError("fact rests on an id that does not exist: " + id, "facts");
    }
    std::set<std::string> closure = {id};
    for (const std::string& next : found->second.rests_on) {
      const Status status = Visit(next);
      if (!status.ok()) return status;
      closure.insert(closures_[next].begin(), closures_[next].end());
    }
    closures_[id] = std::move(closure);
    marks_[id] = Mark::kDone;
    path_.pop_back();
    return Status::Ok();
  }

  const std::set<std::string>& ClosureOf(const std::string& id) const { return closures_.at(id); }

 private:
  Error CycleError(const std::string& id) const {
    std::string text;
    bool inside = false;
    for (const std::string& step : path_) {
      inside |= step == id;
      if (inside) text += (text.empty() ? "" : " -> ") + step;
    }
    return MakeError("proof rests on itself: " + text, "facts");
  }

  const Graph& graph_;
  std::map<std::string, Mark> marks_;
  std::map<std::string, std::set<std::string>> closures_;
  std::vector<std::string> path_;
};

}  // namespace

std::string FactId(const protocol::Protocol& protocol, std::size_t fact) {
  const std::string& id = protocol.facts[fact].id;
  return id.empty() ? "fact-" + std::to_string(fact) : id;
}

Result<Dependencies> Dependencies::Build(const protocol::Protocol& protocol) {
  Graph graph;
  const auto add = [&](const std::string& id, Node node) {
    return graph.emplace(id, std::move(node)).second;
  };
  for (std::size_t i = 0; i < protocol.facts.size(); ++i) {
    const std::string id = FactId(protocol, i);
    if (!add(id, Node{protocol.facts[i].rests_on, false})) {
      return MakeError("id stands for two things: " + id, "facts");
    }
  }
  for (const auto& obligation : protocol.obligations) {
    if (!add(obligation.id, Node{obligation.rests_on, true})) {
      return MakeError("id stands for two things: " + obligation.id, "obligations");
    }
  }
  for (const auto& assumption : protocol.assumptions) {
    if (!add(assumption.id, Node{})) {
      return MakeError("id stands for two things: " + assumption.id, "assumptions");
    }
  }
  Closer closer(graph);
  for (const auto& [id, node] : graph) {
    const Status status = closer.Visit(id);
    if (!status.ok()) return status.error();
  }
  Dependencies result;
  for (std::size_t i = 0; i < protocol.facts.size(); ++i) {
    const std::string id = FactId(protocol, i);
    result.closures_.push_back(closer.ClosureOf(id));
    bool independent = true;
    for (const std::string& used : result.closures_.back()) {
      independent &= !graph.at(used).is_obligation;
    }
    result.independent_.push_back(independent);
    if (!protocol.facts[i].bound.empty()) result.bounds_[id] = protocol.facts[i].bound;
  }
  for (const auto& obligation : protocol.obligations) {
    result.obligation_closures_.push_back(closer.ClosureOf(obligation.id));
  }
  return result;
}

std::string Dependencies::BoundOf(const std::set<std::string>& used) const {
  std::set<std::string> bounds;
  for (const std::string& id : used) {
    const auto found = bounds_.find(id);
    if (found != bounds_.end()) bounds.insert(found->second);
  }
  std::string text;
  for (const std::string& bound : bounds) text += (text.empty() ? "" : ", ") + bound;
  return text;
}

}  // namespace interlock::parametric
