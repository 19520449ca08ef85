// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/parametric/separation.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

namespace interlock::parametric {
namespace {

using protocol::Access;
using protocol::Term;
using protocol::TermKind;

// Both lists are sorted.
bool Disjoint(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i] == b[j]) return false;
    if (a[i] < b[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return true;
}

bool HaveCommonFixedLock(const ProtocolIndex& index, const Access& first, const Access& second) {
  for (const auto& a : first.held) {
    for (const auto& b : second.held) {
      if (a.mode == protocol::LockMode::kShared && b.mode == protocol::LockMode::kShared) continue;
      if (a.lock == b.lock && index.IsFixed(a.lock)) return true;
    }
  }
  return false;
}

bool OrderedByPhases(const ProtocolIndex& index, const Access& first, const Access& second) {
  for (const auto& a : first.phases) {
    for (const auto& b : second.phases) {
      const bool ordered = (a.arrives && a.high < b.low) || (b.arrives && b.high < a.low);
      if (ordered && a.object == b.object && index.IsFixed(a.object)) return true;
    }
  }
  return false;
}

struct ConstantRange {
  const Term* root;
  std::int64_t offset;
};

ConstantRange RangeOf(const Access& access) {
  ConstantRange range{&access.address, 0};
  while (range.root->kind() == TermKind::kField) {
    range.offset += range.root->integer();
    range.root = &range.root->child(0);
  }
  return range;
}

// Different constant byte ranges behind one and the same fixed address.
bool DisjointConstantBytes(const ProtocolIndex& index, const Access& first, const Access& second) {
  if (!first.size_bytes.IsInteger() || !second.size_bytes.IsInteger()) return false;
  const ConstantRange a = RangeOf(first);
  const ConstantRange b = RangeOf(second);
  if (*a.root != *b.root || !index.IsFixed(*a.root)) return false;
  return a.offset + first.size_bytes.integer() <= b.offset ||
         b.offset + second.size_bytes.integer() <= a.offset;
}

using TermText = std::vector<Term>;

// Everything of an access that a query or a dismissal looks at.
struct GroupKey {
  std::int32_t role;
  int kind;
  int order;
  bool is_ticket;
  TermText terms;                     // address, size, guards, locks, phases, hand-overs
  std::vector<std::int32_t> numbers;  // the shape of the lists, modes, objects, live
  std::vector<std::string> imprecise;
  std::vector<std::size_t> obligations;

  auto Tie() const {
    return std::tie(role, kind, order, is_ticket, terms, numbers, imprecise, obligations);
  }
  bool operator<(const GroupKey& other) const { return Tie() < other.Tie(); }
};

void AppendList(const std::vector<std::int32_t>& list, std::vector<std::int32_t>* numbers) {
  numbers->push_back(static_cast<std::int32_t>(list.size()));
  numbers->insert(numbers->end(), list.begin(), list.end());
}

GroupKey KeyOf(const Access& access, const std::vector<std::size_t>& obligations) {
  GroupKey key{access.role,
               static_cast<int>(access.kind),
               static_cast<int>(access.order),
               access.is_ticket,
               {access.address, access.size_bytes},
               {},
               access.imprecise,
               obligations};
  AppendList(access.objects, &key.numbers);
  AppendList(access.live, &key.numbers);
  key.numbers.push_back((access.owned ? 1 : 0) + (access.in_cell ? 2 : 0));
  key.numbers.push_back(static_cast<std::int32_t>(access.guards.size()));
  for (const auto& guard : access.guards) {
    key.terms.push_back(guard.condition);
    key.numbers.push_back(guard.holds ? 1 : 0);
  }
  key.numbers.push_back(static_cast<std::int32_t>(access.held.size()));
  for (const auto& held : access.held) {
    key.terms.push_back(held.lock);
    key.numbers.push_back(static_cast<std::int32_t>(held.mode));
    AppendList(held.objects, &key.numbers);
  }
  key.numbers.push_back(static_cast<std::int32_t>(access.phases.size()));
  for (const auto& phase : access.phases) {
    key.terms.push_back(phase.object);
    key.numbers.insert(key.numbers.end(), {phase.low, phase.high, phase.arrives ? 1 : 0});
  }
  for (const Term& channel : access.handed_over) key.terms.push_back(channel);
  return key;
}

}  // namespace

const char* SeparateByStructure(const ProtocolIndex& index, const Access& first,
                                const Access& second) {
  if (Disjoint(first.objects, second.objects)) return "object";
  if (!index.MayRunTogether(first.role, first.live, second.role, second.live).any()) return "order";
  if (HaveCommonFixedLock(index, first, second)) return "lock";
  // Ownership that travelled: ordered by the accesses to the cells it travelled through.
  const bool first_held = first.owned || first.in_cell;
  const bool second_held = second.owned || second.in_cell;
  if (first_held && second_held && (first.owned || second.owned)) return "order";
  if (OrderedByPhases(index, first, second)) return "order";
  if (DisjointConstantBytes(index, first, second)) return "bytes";
  return nullptr;
}

std::vector<AccessGroup> GroupAccesses(const protocol::Protocol& protocol) {
  std::vector<std::vector<std::size_t>> obligations(protocol.accesses.size());
  for (std::size_t i = 0; i < protocol.obligations.size(); ++i) {
    const protocol::AccessId access = protocol.obligations[i].access;
    if (access != protocol::kNone) obligations[access].push_back(i);
  }
  std::vector<AccessGroup> groups;
  std::map<GroupKey, std::size_t> index;
  for (std::size_t i = 0; i < protocol.accesses.size(); ++i) {
    const auto [entry, inserted] =
        index.emplace(KeyOf(protocol.accesses[i], obligations[i]), groups.size());
    if (inserted) groups.push_back(AccessGroup{{}, obligations[i]});
    groups[entry->second].members.push_back(static_cast<protocol::AccessId>(i));
  }
  return groups;
}

std::int64_t ConflictingPairs(const protocol::Protocol& protocol,
                              const std::vector<AccessGroup>& groups, std::size_t begin) {
  std::int64_t pairs = 0, accesses = 0, writes = 0;  // of the groups after the one at hand
  for (std::size_t i = groups.size(); i-- > begin;) {
    const auto size = static_cast<std::int64_t>(groups[i].members.size());
    const Access& access = protocol.accesses[groups[i].members.front()];
    if (access.kind == protocol::AccessKind::kWrite) {
      pairs += size * (size + 1) / 2 + size * accesses;
      writes += size;
    } else {
      pairs += size * writes;
    }
    accesses += size;
  }
  return pairs;
}

}  // namespace interlock::parametric
