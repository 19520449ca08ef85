// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// What the prover looks up in a protocol again and again: objects by key, role chains, who takes
// tickets, which channels are linear, which instances can be told apart.
//
// Thread safety: immutable after construction. The protocol must outlive the index.
//
// Requires: the protocol passed `protocol::Validate`.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/protocol/protocol.h"

namespace interlock::parametric {

/// Terms that tell any two instances of a role apart; `complete` if equal terms mean one instance.
struct Identity {
  protocol::TermList terms;
  bool complete = false;
};

/// Whether instances of two roles may run at once.
struct Parallel {
  bool same_ancestors = false;   // also if all common ancestors are the same instances
  bool other_ancestors = false;  // if some common ancestor is another instance
  bool any() const { return same_ancestors || other_ancestors; }
};

/// Immutable view of one protocol; thread-safe.
class ProtocolIndex {
 public:
  explicit ProtocolIndex(const protocol::Protocol& protocol);

  const protocol::Protocol& protocol() const { return *protocol_; }

  /// The object with this key, or kNone.
  protocol::ObjectId ObjectWithKey(const std::string& key) const;
  /// The role with this id, or kNone.
  protocol::RoleId RoleWithId(const std::string& id) const;
  /// The role and its ancestors, root first.
  const std::vector<protocol::RoleId>& Chain(protocol::RoleId role) const { return chains_[role]; }
  /// Length of the common beginning of both chains.
  std::size_t CommonAncestors(protocol::RoleId a, protocol::RoleId b) const;
  const Identity& IdentityOf(protocol::RoleId role) const { return identities_[role]; }

  /// Whether `role_a`, with `live_a` known to run besides it, may run at once with `role_b`. The
  /// answer looks at spawn and join only; phases and channels are the query's business.
  Parallel MayRunTogether(protocol::RoleId role_a, const std::vector<protocol::RoleId>& live_a,
                          protocol::RoleId role_b,
                          const std::vector<protocol::RoleId>& live_b) const;

  /// The address without fields and indices.
  static const protocol::Term& RootOf(const protocol::Term& address);
  /// The object of a concrete root that the table has with multiplicity kOne, else kNone.
  protocol::ObjectId SingleObject(const protocol::Term& root) const;
  /// True if the term has the same value in every role instance and at every moment at which two
  /// roles live: equal terms are then equal values without any further argument.
  bool IsFixed(const protocol::Term& term) const;

  /// True if the counter at `address` is changed by tickets only as long as any role that uses its
  /// tickets lives, and is wide enough not to wrap.
  bool CounterIsTicketOnly(const protocol::Term& address) const;
  /// The role whose instance took the ticket (or received the message) `term` that stands in a term
  /// of `role`; kNone if it cannot be told.
  protocol::RoleId TakerOf(const protocol::Term& term, protocol::RoleId role) const;
  /// True if every send that may go to `channel` is linear.
  bool ChannelIsLinear(const protocol::Term& channel) const;

 private:
  bool MayAlias(const protocol::Term& a, const std::vector<protocol::ObjectId>& objects_a,
                const protocol::Term& b) const;
  bool ComputeCounter(const protocol::Term& address) const;

  const protocol::Protocol* protocol_;
  std::map<std::string, protocol::ObjectId> objects_by_key_;
  std::map<std::string, protocol::RoleId> roles_by_id_;
  std::vector<std::vector<protocol::RoleId>> chains_;
  std::vector<Identity> identities_;
  std::map<protocol::Term, bool> ticket_only_;  // by counter address, all counters of the protocol
  std::map<protocol::Term, std::set<protocol::RoleId>> ticket_takers_;
  std::map<protocol::Term, std::set<protocol::RoleId>> ticket_users_;
  std::map<protocol::Term, std::set<protocol::RoleId>> receivers_;
};

}  // namespace interlock::parametric
