// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Builds counter systems operation by operation: guards and effects of resources come from the
// rules (resource_rules.h), so that only control flow and data are left to say.
//
// Points get the name "<role>.<name>". Nothing is checked here; Validate does that.
//
// Thread safety: thread-compatible.

#include <cstdint>
#include <string>
#include <vector>

#include "models/counting/counter_system.h"

namespace interlock::counting {

/// One system under construction; thread-compatible.
class SystemBuilder {
 public:
  explicit SystemBuilder(std::string name) { system_.name = std::move(name); }

  CounterSystem& system() { return system_; }
  /// The system. Guards that depend on all points (who runs, who waits) are made now.
  CounterSystem Take();

  /// A parameter that is at least `minimum`.
  Symbol AddParameter(const std::string& name, std::int64_t minimum);
  std::int32_t AddRole(const std::string& name, Instances instances);
  std::int32_t AddChannel(const std::string& name, const Linear& capacity);
  std::int32_t AddGroup(const std::string& name, const Linear& initial = 0);
  std::int32_t AddMutex(const std::string& name);
  std::int32_t AddCondition(const std::string& name, std::int32_t mutex);
  Symbol AddVariable(const std::string& name, std::int64_t minimum, std::int64_t maximum,
                     std::int64_t initial);

  /// A point without operation.
  std::int32_t AddPoint(std::int32_t role, const std::string& name, const Linear& initial = 0);
  std::int32_t AddEnded(std::int32_t role, const std::string& name = "ended");
  /// A point with the operations given; blocking if they are.
  std::int32_t AddPoint(std::int32_t role, const std::string& name, std::vector<PointCase> cases,
                        const Linear& initial = 0);

  /// A step of a plain point.
  Transition& Step(std::int32_t from, std::int32_t to, std::vector<Constraint> guard = {},
                   std::vector<Effect> effects = {});
  /// One outcome of the operation at `from`; `which` selects the case of a select.
  /// Requires: the outcome is one of that operation.
  Transition& On(std::int32_t from, Outcome outcome, std::int32_t to,
                 std::vector<Effect> effects = {}, std::size_t which = 0, const Linear& amount = 1);
  /// Every outcome of the operation at `from`, all to one point.
  void OnAll(std::int32_t from, std::int32_t to, std::size_t which = 0);
  /// All outcomes of a notification at `from`: whoever waits at `waiting` moves on to `woken`.
  void Notify(std::int32_t from, std::int32_t to, const std::vector<Wake>& wakes);

  void AddProperty(const std::string& name, PropertyKind kind, std::int32_t resource = 0,
                   std::vector<std::vector<Constraint>> states = {});

  /// The number of instances at these points.
  static Linear Count(const std::vector<std::int32_t>& points);

 private:
  CounterSystem system_;
};

}  // namespace interlock::counting
