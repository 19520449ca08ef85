// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// ProtocolAssembly: puts the roles of one program together as a protocol. Internal to the builder.
//
// Files: protocol_builder.cc (roles, order of the steps), protocol_places.cc (objects and terms),
// protocol_accesses.cc (accesses, events, what is not understood), protocol_pruning.cc (accesses
// that nobody can meet, tickets, assumptions).
//
// Thread safety: thread-compatible.

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "checker/link/protocol_builder.h"
#include "checker/link/site_table.h"

namespace interlock::link {

class ProtocolAssembly {
 public:
  ProtocolAssembly(summary::Analyzer& analyzer, const std::vector<BuiltRole>& roles,
                   const ProtocolInput& input)
      : analyzer_(analyzer),
        program_(analyzer.program()),
        points_to_(analyzer.points_to()),
        roles_(roles),
        input_(input),
        sites_(analyzer.program()) {}

  protocol::Protocol Run();

 private:
  void NumberRoles();
  void AddRoles();
  void CollectRoots();
  void CollectRoot(const Term& address);
  protocol::ObjectId ObjectFor(points_to::ObjectId object, const Term* root);
  std::vector<protocol::ObjectId> ObjectsFor(const Term& address,
                                             const std::vector<points_to::Location>& where);
  Term Polish(const Term& term, bool as_address);
  Term PolishNode(const Term& term);
  bool StorageIsCollapsed(const std::vector<points_to::Location>& where) const;
  void AddAccesses(std::size_t index);
  void AddEvents(std::size_t index);
  void AddUnresolved(std::size_t index);
  std::vector<protocol::RoleId> LiveRoles(std::size_t index, const summary::Context& context) const;
  bool ConditionIsExact(const Term& condition, std::string* why) const;
  using UseKey = std::tuple<protocol::RoleId, std::vector<protocol::RoleId>, protocol::AccessKind>;
  bool MayMeet(protocol::RoleId a, const std::vector<protocol::RoleId>& a_live, protocol::RoleId b,
               const std::vector<protocol::RoleId>& b_live) const;
  void DropUnpaired();
  void MarkTickets();
  void AddAssumptions();

  summary::Analyzer& analyzer_;
  const Program& program_;
  const points_to::PointsTo& points_to_;
  const std::vector<BuiltRole>& roles_;
  const ProtocolInput& input_;
  SiteTable sites_;
  protocol::Protocol protocol_;
  std::vector<protocol::RoleId> role_of_;  // by built role
  std::vector<std::int32_t> event_start_;  // by built role
  std::set<protocol::RoleId> root_outliving_;
  std::map<std::string, protocol::ObjectId> object_by_root_;
  std::map<points_to::ObjectId, protocol::ObjectId> object_by_place_;
  std::map<points_to::ObjectId, std::set<protocol::ObjectId>> rooted_;
  std::map<std::string, int> key_count_;
  std::vector<const AccessFact*> fact_of_;  // by access
  bool uses_arithmetic_ = false;
};

}  // namespace interlock::link
