// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// The channels, counters, mutexes and conditions of a program, by the objects that they are.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. A resource is one object: a local or a heap object of a part of the program that runs once,
//      or a global. Channels and counters are made by one constructor call that runs once.
//   2. `FirstDoubt` says which resource breaks this; nothing is proved before it was asked.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/counting/value_reader.h"
#include "models/counting/system_builder.h"

namespace interlock::counting {

/// Where and why the extraction cannot go on.
struct Doubt {
  const Frame* frame = nullptr;
  facts::Register at = facts::kNoRegister;
  std::string reason;
};

/// Resources of one system under construction; thread-compatible. The arguments must outlive it.
class ResourceTable {
 public:
  ResourceTable(const points_to::PointsTo& points_to, const ValueReader& values,
                const ControlFlow& flow, SystemBuilder* builder)
      : points_to_(points_to), values_(values), flow_(flow), b_(*builder) {}

  /// The one object that the address names. Nothing, and `*doubt` set, if there may be several.
  std::optional<points_to::Location> OneObject(const Frame& frame, facts::Register at,
                                               facts::Register address, const char* what,
                                               Doubt* doubt);

  std::int32_t ChannelAt(const points_to::Location& where);
  std::int32_t GroupAt(const points_to::Location& where);
  std::int32_t MutexAt(const points_to::Location& where);
  /// Its mutex is -1 until somebody waits.
  std::int32_t ConditionAt(const points_to::Location& where);

  /// Takes note of a constructor call.
  void Made(const points_to::Location& where, const Frame& frame, facts::Register r);

  /// A resource that is not one object made once, of all that were used.
  std::optional<Doubt> FirstDoubt(const std::vector<std::unique_ptr<Frame>>& frames) const;

 private:
  std::string NameOf(const points_to::Location& where) const {
    return points_to::LocationText(points_to_, where);
  }
  bool ExistsOnce(const points_to::Object& object,
                  const std::vector<std::unique_ptr<Frame>>& frames) const;

  using Uses = std::map<points_to::Location, std::pair<const Frame*, facts::Register>>;
  const points_to::PointsTo& points_to_;
  const ValueReader& values_;
  const ControlFlow& flow_;
  SystemBuilder& b_;
  std::map<points_to::Location, std::int32_t> channels_, groups_, mutexes_, conditions_;
  Uses used_;
  std::set<points_to::Location> made_needed_;
  std::map<points_to::Location, std::set<std::pair<const Frame*, facts::Register>>> made_;
};

}  // namespace interlock::counting
