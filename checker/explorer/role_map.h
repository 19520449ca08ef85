// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Which roles of the protocol a thread of an execution may have, and which roles may run together.
//
// A thread that a thread in the protocol's scope spawned has the roles whose parent is a role of
// its parent and whose spawn site and call chain stand at the spawn. Any thread inside a call of a
// root function has that root's role for as long as the call lasts.
//
// Thread safety: thread-compatible.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/explorer/trace.h"
#include "models/protocol/protocol.h"

namespace interlock::explore {

/// Names of an event: the innermost user position and, while it lies in a wrapper or in a
/// constructor, destructor or assignment, the ones around.
std::vector<std::string> EventPositions(const std::vector<Frame>& stack);

/// Position of a protocol's program point: its own, or that of the innermost call site around it
/// that lies outside of wrapper files.
std::string OuterPosition(const protocol::Protocol& protocol, protocol::SiteId site,
                          const std::vector<protocol::SiteId>& stack);

/// "file:line" of "file:line:column".
std::string LineOf(const std::string& position);

/// True if `sites`, outermost first, all stand in `stack` in this order. By line: the checker and
/// the debug information may name different columns. Other frames may lie between.
bool HasCallChain(const protocol::Protocol& protocol, const std::vector<protocol::SiteId>& sites,
                  const std::vector<Frame>& stack);

class RoleMap {
 public:
  explicit RoleMap(const protocol::Protocol& protocol);

  /// Reads the spawns of `execution`. Spawn positions of threads that must have a role and have
  /// none are appended to `unknown`.
  void Assign(const TraceExecution& execution, TraceReader* reader,
              std::vector<std::string>* unknown);

  /// Roles that `event` may belong to; empty: it lies outside of the protocol.
  std::vector<protocol::RoleId> RolesOf(const TraceEvent& event,
                                        const std::vector<Frame>& stack) const;
  /// Roles whose root function is called in `stack`.
  std::vector<protocol::RoleId> RootsOf(const std::vector<Frame>& stack) const;
  /// The call of the outermost root function in `stack`: where it was called from. Empty: none.
  std::string RootCall(const std::vector<Frame>& stack) const;
  /// Roles of a whole thread (not through a root call).
  const std::vector<protocol::RoleId>& OfThread(std::int32_t thread) const {
    return roles_[static_cast<std::size_t>(thread)];
  }
  /// True if the protocol lets an instance of `other` run while `access` of its role happens.
  bool MayRunBeside(const protocol::Access& access, protocol::RoleId other) const;

 private:
  bool IsSpawnedAt(const protocol::Role& role, const std::vector<std::string>& places,
                   const std::vector<Frame>& stack, bool* exact) const;
  std::vector<protocol::RoleId> Chain(protocol::RoleId role) const;
  bool Listed(const std::vector<protocol::RoleId>& live, protocol::RoleId role) const;

  const protocol::Protocol& protocol_;
  std::map<std::string, std::set<protocol::RoleId>> roots_;  // by base name of the function
  std::vector<std::vector<protocol::RoleId>> roles_;         // by thread
};

/// "interlock::SessionVars::Get(int) const" -> "interlock::SessionVars::Get".
std::string BaseName(const std::string& function);

}  // namespace interlock::explore
