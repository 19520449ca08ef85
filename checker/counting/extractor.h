// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The walk over a program that makes its counter system; behind extract.h.
//
// Each place (an instruction of an inlined call, and what is known of the last outcome) becomes a
// point, in the order in which the walk meets it. Walking is in extract.cc, operations on threads
// and resources are in extract_operations.cc.
//
// Thread safety: thread-compatible; used once.

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "checker/counting/claimed_class.h"
#include "checker/counting/control_flow.h"
#include "checker/counting/extract.h"
#include "checker/counting/resource_table.h"
#include "checker/counting/value_reader.h"
#include "models/counting/system_builder.h"

namespace interlock::counting {

/// One extraction; thread-compatible. The arguments must outlive it.
class Extractor {
 public:
  Extractor(const link::Program& program, const points_to::PointsTo& points_to,
            link::FunctionId root);

  Result<Extraction> Run();

 private:
  const facts::Function& FunctionOf(const Frame& frame) const { return values_.FunctionOf(frame); }
  const facts::Instruction& At(const Frame& frame, facts::Register r) const {
    return values_.At(frame, r);
  }

  /// Keeps the first reason why there is no system, with the position of `r`.
  void Fail(const Frame& frame, facts::Register r, const std::string& reason);

  void Fail(const Doubt& doubt) { Fail(*doubt.frame, doubt.at, doubt.reason); }

  std::string SiteOf(const Frame& frame, facts::Register r) const;

  // Roles, frames and points.
  void StartRoot(link::FunctionId root);

  const Frame& AddFrame(std::unique_ptr<Frame> frame);
  std::int32_t Enter(const Frame& frame) { return PointOf({&frame, 0, 0, {}}); }

  /// The point of a place; a new one is walked later.
  std::int32_t PointOf(const Place& place);

  std::int32_t NewPoint(const Frame& frame, const std::string& what,
                        std::vector<PointCase> cases = {});

  /// The role of the threads that one kSpawn starts.
  std::int32_t RoleOf(points_to::ObjectId thread);

  // Counted loops with synchronisation inside, in parts of the program that run once.
  void AddLoopCounters(const Frame& frame);

  // What only the whole walk shows.
  void CheckWhole();

  std::optional<points_to::Location> OneObject(const Frame& frame, facts::Register at,
                                               facts::Register address, const char* what);

  /// From a place to the next operation, or to the end of its block.
  void Walk(const Place& place);

  // Effects on loop counters.
  std::int32_t Follow(const Frame& frame, facts::Register r, std::int32_t here);

  /// The ways out of a block.
  void Leave(const Frame& frame, const facts::Block& block, std::int32_t here, const Known& known);

  // An operation at its own point; every outcome goes to `next`.
  void Single(const Frame& frame, facts::Register r, std::int32_t here, const Place& next,
              PointCase point_case, const Linear& amount = 1);

  static std::string OperationText(const PointCase& point_case);

  // True if the instruction is an operation, and the walk goes on elsewhere (or failed).
  bool Operate(const Frame& frame, facts::Register r, std::int32_t here, const Place& next);

  void Spawn(const Frame& frame, facts::Register r, std::int32_t here, const Place& next);

  /// The last transition stands for a choice that data makes.
  void Choose();

  void Join(const Frame& frame, facts::Register r, std::int32_t here, const Place& next);

  void WaitForCondition(const Frame& frame, facts::Register r, std::int32_t here,
                        const Place& next);

  /// True if the call leads to an operation.
  bool Call(const Frame& frame, facts::Register r, std::int32_t here, const Place& next);

  void CallOne(const Frame& frame, facts::Register r, std::int32_t here, const Place& next,
               link::FunctionId callee);

  static bool OverParameters(const std::optional<Linear>& number);

  void OnChannel(const Frame& frame, facts::Register r, std::int32_t here, const Place& next,
                 link::FunctionId callee, const MethodEffect& effect);

  void Inline(const Frame& frame, facts::Register r, std::int32_t here, const Place& next,
              link::FunctionId callee);

  // A call operator gets the callable as `this`, a plain function does not get its pointer.
  std::size_t IndirectOffset(link::FunctionId callee) const;

  const link::Program& program_;
  const points_to::PointsTo& points_to_;
  ClaimedClasses classes_;
  ControlFlow flow_;
  ValueReader values_;
  SystemBuilder b_;
  ResourceTable resources_;
  Extraction result_;
  std::optional<Error> error_;
  std::vector<std::unique_ptr<Frame>> frames_;
  std::map<Place, std::int32_t> places_;
  std::deque<Place> open_;
  std::map<points_to::ObjectId, std::int32_t> roles_;
  std::map<std::int32_t, std::int32_t> entries_;  // role -> first point
  std::map<std::int32_t, std::set<std::pair<const Frame*, facts::Register>>> spawned_in_;
  std::set<std::int32_t> single_;      // roles of one thread, if nobody else starts some (checked)
  std::set<std::int32_t> capacities_;  // channels that were made
  std::set<std::size_t> counted_;
  std::map<std::int32_t, std::vector<Wake>> wakes_;
  // Calls that were inlined: caller, instruction, callee, where it returns -> entry.
  std::map<std::tuple<const Frame*, facts::Register, link::FunctionId, std::int32_t>, std::int32_t>
      inlined_;
  struct PendingNotify {
    std::int32_t from, to, condition;
  };
  std::vector<PendingNotify> notifies_;
};

}  // namespace interlock::counting
