// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Accesses that nobody can meet, tickets, assumptions.

#include <algorithm>
#include <functional>
#include <tuple>

#include "checker/link/protocol_assembly.h"
#include "checker/summary/address.h"

namespace interlock::link {
namespace {

using protocol::ObjectId;
using protocol::RoleId;

/// Below this number of accesses a protocol keeps all of them, so that every pair is in the report.
constexpr std::size_t kSmallProtocol = 300;

}  // namespace

bool ProtocolAssembly::MayMeet(RoleId a, const std::vector<RoleId>& a_live, RoleId b,
                               const std::vector<RoleId>& b_live) const {
  const std::vector<protocol::Role>& roles = protocol_.roles;
  if (a == b) return roles[a].many;
  const auto chain_of = [&](RoleId role) {
    std::vector<RoleId> chain;
    for (RoleId r = role; r >= 0; r = roles[r].parent) chain.insert(chain.begin(), r);
    return chain;
  };
  const std::vector<RoleId> x = chain_of(a);
  const std::vector<RoleId> y = chain_of(b);
  std::size_t common = 0;
  while (common < x.size() && common < y.size() && x[common] == y[common]) {
    if (roles[x[common]].many) return true;  // instances of different ancestors
    ++common;
  }
  if (common == 0) return true;
  const auto contains = [](const std::vector<RoleId>& live, const std::vector<RoleId>& chain,
                           std::size_t from) {
    for (std::size_t i = from; i < chain.size(); ++i) {
      if (std::find(live.begin(), live.end(), chain[i]) != live.end()) return true;
    }
    return false;
  };
  if (common == x.size()) return contains(a_live, y, common);
  if (common == y.size()) return contains(b_live, x, common);
  return contains(roles[y[common]].live_at_spawn, x, common) ||
         contains(roles[x[common]].live_at_spawn, y, common);
}

void ProtocolAssembly::DropUnpaired() {
  // An access matters if some other access or unknown code can meet it at one of its objects: two
  // instances that touch the object, and a write among them.
  struct Use {
    std::set<RoleId> roles;
    bool many = false;
    bool written = false;
  };
  std::vector<Use> uses(protocol_.objects.size());
  bool everything = false;
  for (const protocol::Access& access : protocol_.accesses) {
    for (ObjectId object : access.objects) {
      uses[object].roles.insert(access.role);
      uses[object].many |= protocol_.roles[access.role].many;
      uses[object].written |= access.kind == protocol::AccessKind::kWrite;
    }
  }
  for (const protocol::Unresolved& entry : protocol_.unresolved) {
    everything |= entry.everything;
    for (ObjectId object : entry.objects) {
      uses[object].roles.insert(entry.role);
      uses[object].many |= entry.role == protocol::kNone || protocol_.roles[entry.role].many;
      uses[object].written = true;
    }
  }
  if (everything) return;
  // In a large protocol also what no other role can meet in time: before the first spawn, after the
  // last join.
  std::vector<std::set<ObjectId>> met(protocol_.accesses.size());
  const bool large = protocol_.accesses.size() > kSmallProtocol;
  if (large) {
    std::map<ObjectId, std::map<UseKey, std::vector<std::size_t>>> groups;
    for (std::size_t i = 0; i < protocol_.accesses.size(); ++i) {
      const protocol::Access& access = protocol_.accesses[i];
      for (ObjectId object : access.objects) {
        groups[object][{access.role, access.live, access.kind}].push_back(i);
      }
    }
    for (const auto& [object, by_key] : groups) {
      for (const auto& [a, members] : by_key) {
        bool meets = false;
        for (const auto& [b, others] : by_key) {
          const bool writes = std::get<2>(a) == protocol::AccessKind::kWrite ||
                              std::get<2>(b) == protocol::AccessKind::kWrite;
          meets |=
              writes && MayMeet(std::get<0>(a), std::get<1>(a), std::get<0>(b), std::get<1>(b));
        }
        for (const protocol::Unresolved& entry : protocol_.unresolved) {
          meets |= std::binary_search(entry.objects.begin(), entry.objects.end(), object);
        }
        if (!meets) continue;
        for (std::size_t i : members) met[i].insert(object);
      }
    }
  }
  std::vector<protocol::Access> kept;
  std::vector<const AccessFact*> facts;
  for (std::size_t i = 0; i < protocol_.accesses.size(); ++i) {
    protocol::Access& access = protocol_.accesses[i];
    const bool matters =
        std::any_of(access.objects.begin(), access.objects.end(), [&](ObjectId object) {
          return uses[object].written && (uses[object].many || uses[object].roles.size() > 1) &&
                 (!large || met[i].count(object) != 0);
        });
    if (!matters) continue;
    kept.push_back(std::move(access));
    facts.push_back(fact_of_[i]);
  }
  protocol_.accesses = std::move(kept);
  fact_of_ = std::move(facts);
}

void ProtocolAssembly::MarkTickets() {
  // A counter is a source of tickets if, while several threads run, only fetch_add changes it.
  for (std::size_t i = 0; i < protocol_.accesses.size(); ++i) {
    if (!fact_of_[i]->is_counter_step) continue;
    bool only_steps = true;
    for (std::size_t j = 0; j < protocol_.accesses.size() && only_steps; ++j) {
      const AccessFact& other = *fact_of_[j];
      if (!other.is_write || other.is_counter_step) continue;
      const protocol::Access& access = protocol_.accesses[j];
      if (access.role == 0 && access.live.empty() && !protocol_.roles[0].many) continue;
      only_steps = !summary::Intersects(other.where, fact_of_[i]->where);
    }
    protocol_.accesses[i].is_ticket = only_steps;
  }
}

void ProtocolAssembly::AddAssumptions() {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < input_.roots.size(); ++i) {
    const std::string& aliasing = input_.root_aliasing[i];
    if (aliasing == "everything" || aliasing == "nothing" || !seen.insert(aliasing).second)
      continue;
    protocol_.assumptions.push_back({"environment-" + std::to_string(seen.size()),
                                     "callers keep the claim of the entry: " + aliasing,
                                     protocol::kNone});
  }
  if (uses_arithmetic_) {
    protocol_.assumptions.push_back({"arithmetic",
                                     "signed and 64-bit arithmetic in addresses does not overflow",
                                     protocol::kNone});
  }
}

}  // namespace interlock::link
