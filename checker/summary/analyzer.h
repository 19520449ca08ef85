// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Computes the summaries of all functions, bottom-up over the call graph.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. Every instruction of a reached function that may touch an object of more than one thread,
//   and
//      every instruction that is not understood, is in the summary of the function, unless the
//      object is provably unknown to any other thread at that moment (State::fresh).
//   2. Values of shared memory are remembered only for places that nobody writes while two threads
//      may run (`PlaceTable`); all other loads give a value about which nothing is known.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "checker/points_to/points_to.h"
#include "checker/program/program.h"
#include "checker/summary/flow_graph.h"
#include "checker/summary/storage.h"
#include "checker/summary/summary.h"

namespace interlock::summary {

/// Which places of shared memory change, as far as is known.
class PlaceTable {
 public:
  /// A table in which every shared place may change at any time.
  PlaceTable() = default;
  /// `changing`: places written while several threads may run; `quiescent`: places written only by
  /// the root while it runs alone.
  PlaceTable(std::vector<WriteFact> changing, std::vector<WriteFact> quiescent);

  /// Says which single-instance role makes each write, parallel to the lists of the constructor;
  /// -1: a role with several instances, or not known.
  void SetWriters(const std::vector<WriteFact>& changing,
                  const std::vector<std::int32_t>& changing_by,
                  const std::vector<WriteFact>& quiescent,
                  const std::vector<std::int32_t>& quiescent_by);

  /// True if only the single-instance role `role` writes the place (except while it is private).
  bool IsWrittenOnlyBy(std::int32_t role, const std::vector<Location>& where,
                       std::uint32_t bytes) const;

  /// True if nobody writes the place while more than one thread runs.
  bool IsConstant(const std::vector<Location>& where, std::uint32_t bytes) const;
  /// True if it is constant and not even written by the root (except while it is private).
  bool IsNeverWritten(const std::vector<Location>& where, std::uint32_t bytes) const;

 private:
  bool known_ = false;
  std::vector<std::vector<std::pair<Location, std::uint32_t>>> changing_;  // by object
  std::vector<std::vector<std::pair<Location, std::uint32_t>>> quiescent_;
  bool changing_anything_ = false;
  struct Writer {
    Location place;
    std::uint32_t bytes = 0;
    std::int32_t role = -1;
  };
  std::vector<std::vector<Writer>> writers_;  // by object
};

struct AnalyzerOptions {
  std::size_t access_max = 200000;  // per summary
  /// Asked between functions and sweeps; once it says true, what is left is cut. May be empty.
  std::function<bool()> should_stop;
};

class Analyzer {
 public:
  /// Requires: `program`, `points_to` and `storage` outlive this object. `sequential` lists the
  /// functions that run in a root without any spawn in between. `only_role`: by function, the only
  /// single-instance role that runs it, or -1.
  Analyzer(const link::Program& program, const points_to::PointsTo& points_to,
           const StorageTable& storage, PlaceTable places, std::vector<bool> sequential,
           std::vector<std::int32_t> only_role, AnalyzerOptions options);
  ~Analyzer();

  /// Computes all summaries. Call once.
  void Run();

  const Summary& SummaryOf(link::FunctionId function) const { return *summaries_[function]; }
  bool HasSummary(link::FunctionId function) const { return summaries_[function] != nullptr; }
  const FlowGraph& GraphOf(link::FunctionId function);

  const link::Program& program() const { return program_; }
  const points_to::PointsTo& points_to() const { return points_to_; }
  const StorageTable& storage() const { return storage_; }
  const PlaceTable& places() const { return places_; }
  const AnalyzerOptions& options() const { return options_; }
  /// Returns whether the analysis was told to stop: summaries made since then are cut.
  bool IsStopped() const {
    is_stopped_ = is_stopped_ || (options_.should_stop && options_.should_stop());
    return is_stopped_;
  }
  bool IsSequential(link::FunctionId function) const { return sequential_[function]; }
  std::int32_t OnlyRole(link::FunctionId function) const { return only_role_[function]; }
  /// True if both functions are in one cycle of the call graph.
  bool SameComponent(link::FunctionId a, link::FunctionId b) const {
    return component_[a] == component_[b];
  }
  /// True if the function may call itself, directly or not.
  bool IsRecursive(link::FunctionId function) const { return recursive_[function]; }
  /// Pointer targets of a register, cached.
  const std::vector<Location>& Where(link::FunctionId function, facts::Register r);
  /// Call targets, cached.
  const points_to::Callees& CalleesOf(link::FunctionId function, facts::Register call);
  /// The declared name of a function that no unit defines, for people.
  std::string DeclaredName(const std::string& usr) const;
  /// True if some function may copy or move a thread's handle out of a cell in the object.
  bool MayLoseHandles(points_to::ObjectId object);
  /// True if unknown code that is called may come back into code that matters for races.
  bool UnknownCodeMatters();

 private:
  /// A function that takes a handle out of what parameter `from` points to; into parameter `to`, or
  /// somewhere else (-1).
  struct ParameterMove {
    link::FunctionId function = link::kNoFunction;
    std::int32_t from = -1;
    std::int32_t to = -1;
  };
  void FindHandleSources();
  void FindLosingCalls(const std::vector<ParameterMove>& moves,
                       const std::function<void(const std::vector<Location>&)>& lose);
  void FindComponents();

  const link::Program& program_;
  const points_to::PointsTo& points_to_;
  const StorageTable& storage_;
  PlaceTable places_;
  std::vector<bool> sequential_;
  std::vector<std::int32_t> only_role_;
  AnalyzerOptions options_;
  mutable bool is_stopped_ = false;
  bool handle_sources_known_ = false;
  bool handles_move_anywhere_ = false;
  std::vector<bool> handle_sources_;  // by object
  std::vector<std::unique_ptr<Summary>> summaries_;
  std::vector<std::unique_ptr<FlowGraph>> graphs_;
  std::vector<std::vector<std::unique_ptr<std::vector<Location>>>> where_;
  std::vector<std::vector<std::unique_ptr<points_to::Callees>>> callees_;
  std::vector<std::vector<link::FunctionId>> components_;  // bottom-up
  std::vector<std::int32_t> component_;
  std::vector<bool> recursive_;
  int unknown_code_matters_ = -1;
};

}  // namespace interlock::summary
