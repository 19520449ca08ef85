// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Which spawn sites and shared fields of the program some protocol covers.
//
// A shared field is a field that several threads are meant to reach: it carries a claim
// (guarded_by, owned_by_..., ...), or it is atomic, or its record also holds a mutex or another
// primitive.
//
// Thread safety: thread-compatible.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/link/link.h"
#include "checker/link/role_builder.h"
#include "models/protocol/protocol.h"

namespace interlock::link {

class CoverageTable {
 public:
  explicit CoverageTable(const Program& program);

  /// Counts what the protocol covers and writes Protocol::coverage.
  void AddProtocol(const points_to::PointsTo& points_to, const std::vector<BuiltRole>& roles,
                   protocol::Protocol* protocol);
  /// Counts what the functions of `reached` do, for a protocol that is not linked.
  void AddReached(const std::set<FunctionId>& reached);
  /// What no protocol covered so far.
  std::vector<Uncovered> NotCovered() const;

 private:
  using SpawnSite = std::pair<FunctionId, facts::Register>;
  using FieldName = std::pair<std::string, std::string>;  // record USR, field

  /// The shared fields that the function touches go to `fields`.
  void AddFields(FunctionId function, std::set<FieldName>* fields) const;

  const Program& program_;
  std::set<SpawnSite> spawn_sites_;
  std::set<SpawnSite> reached_sites_;
  std::set<FieldName> shared_fields_;
  std::set<FieldName> reached_fields_;
};

/// The functions that `entries` reach by calls, taken addresses, overrides and objects that can be
/// called, without points-to analysis: fast, for any program.
std::set<FunctionId> CallGraphReach(const Program& program, const std::vector<FunctionId>& entries);

}  // namespace interlock::link
