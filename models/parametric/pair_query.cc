// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/parametric/pair_query.h"

#include <algorithm>
#include <set>

namespace interlock::parametric {
namespace {

using protocol::Access;
using protocol::Fact;
using protocol::MemoryOrder;
using protocol::RoleId;
using protocol::Term;
using protocol::TermKind;
using smt::Expression;
using smt::Integer;

// The variables of a term: everything that is no operation on other terms.
void CollectVariables(const Term& term, std::set<Term>* variables) {
  switch (term.kind()) {
    case TermKind::kParameter:
    case TermKind::kInduction:
    case TermKind::kTicket:
    case TermKind::kLoad:
    case TermKind::kUnknown:
    case TermKind::kInstance:
    case TermKind::kLoadAddress:
    case TermKind::kOwned:
    case TermKind::kReceived:
    case TermKind::kUnknownAddress:
      variables->insert(term);
      break;
    default:
      break;
  }
  for (const Term& child : term.children()) CollectVariables(child, variables);
}

bool Meet(const std::set<Term>& a, const std::set<Term>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Term& term) { return b.count(term) != 0; });
}

void CollectAccess(const ProtocolIndex& index, const Access& access, std::set<Term>* variables) {
  CollectVariables(access.address, variables);
  CollectVariables(access.size_bytes, variables);
  for (const auto& guard : access.guards) CollectVariables(guard.condition, variables);
  for (const auto& held : access.held) CollectVariables(held.lock, variables);
  for (const auto& phase : access.phases) CollectVariables(phase.object, variables);
  for (const Term& channel : access.handed_over) CollectVariables(channel, variables);
  for (const RoleId role : index.Chain(access.role)) {
    for (const Term& term : index.IdentityOf(role).terms) CollectVariables(term, variables);
  }
}

// Facts that share variables with the query, transitively; facts without variables always.
void AssertFacts(Encoder* encoder, std::set<Term> variables, const std::vector<bool>* usable,
                 const std::vector<Side>& sides) {
  const std::vector<Fact>& facts = encoder->index().protocol().facts;
  std::vector<bool> taken(facts.size(), false);
  std::vector<std::set<Term>> fact_variables(facts.size());
  for (std::size_t i = 0; i < facts.size(); ++i) {
    CollectVariables(facts[i].term, &fact_variables[i]);
  }
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 0; i < facts.size(); ++i) {
      if (taken[i] || (usable != nullptr && !(*usable)[i])) continue;
      if (!fact_variables[i].empty() && !Meet(fact_variables[i], variables)) continue;
      taken[i] = true;
      again = true;
      variables.insert(fact_variables[i].begin(), fact_variables[i].end());
    }
  }
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (!taken[i]) continue;
    std::vector<Expression> copies;
    for (const Side side : sides) {
      const Expression copy = encoder->Condition(facts[i].term, side);
      if (std::find(copies.begin(), copies.end(), copy) == copies.end()) copies.push_back(copy);
    }
    encoder->script().Assert("fact-" + std::to_string(i), smt::And(copies));
  }
}

void AssertGuards(Encoder* encoder, const Access& access, Side side) {
  for (const auto& guard : access.guards) {
    const Expression condition = encoder->Condition(guard.condition, side);
    encoder->script().Assert("guard", guard.holds ? condition : smt::Not(condition));
  }
}

struct EncodedAccess {
  AddressExpression address;
  Expression size;
};

// Every pointer that was followed on the way to the place was not null, every storage exists.
void AssertFollowed(Encoder* encoder, const Term& address, Side side) {
  const Term& root = ProtocolIndex::RootOf(address);
  switch (root.kind()) {
    case TermKind::kElements:
    case TermKind::kOwned:
    case TermKind::kLoadAddress:
      encoder->script().Assert(
          "place", smt::Not(smt::Equal(encoder->Address(root, side).object, Integer(0))));
      if (!root.children().empty()) AssertFollowed(encoder, root.child(0), side);
      return;
    default:
      return;
  }
}

EncodedAccess AssertPlace(Encoder* encoder, const Access& access, Side side) {
  EncodedAccess encoded{encoder->Address(access.address, side),
                        encoder->Value(access.size_bytes, side)};
  encoder->script().Assert("place",
                           encoder->LiesIn(access.address, encoded.address, access.objects));
  encoder->script().Assert("place", smt::Less(Integer(0), encoded.size));
  AssertFollowed(encoder, access.address, side);
  return encoded;
}

void AssertLocks(Encoder* encoder, const Access& first, const Access& second) {
  for (const auto& a : first.held) {
    for (const auto& b : second.held) {
      if (a.mode == protocol::LockMode::kShared && b.mode == protocol::LockMode::kShared) continue;
      const AddressExpression lock_a = encoder->Address(a.lock, Side::kFirst);
      const AddressExpression lock_b = encoder->Address(b.lock, Side::kSecond);
      std::vector<Expression> same = {encoder->SameAddress(lock_a, lock_b)};
      // Where a lock may lie is a promise about its object, and narrows what else it can be.
      if (!a.objects.empty()) {
        encoder->script().Assert("lock_place", encoder->LiesIn(a.lock, lock_a, a.objects));
      }
      if (!b.objects.empty()) {
        encoder->script().Assert("lock_place", encoder->LiesIn(b.lock, lock_b, b.objects));
      }
      encoder->script().Assert("lock", smt::Not(smt::And(same)));
    }
  }
}

// Orders by completions of a barrier or latch; both directions.
void AssertPhases(Encoder* encoder, const Access& first, const Access& second) {
  for (const auto& a : first.phases) {
    for (const auto& b : second.phases) {
      const bool a_before_b = a.arrives && a.high < b.low;
      const bool b_before_a = b.arrives && b.high < a.low;
      if (!a_before_b && !b_before_a) continue;
      encoder->script().Assert(
          "order_phase", smt::Not(encoder->SameAddress(encoder->Address(a.object, Side::kFirst),
                                                       encoder->Address(b.object, Side::kSecond))));
    }
  }
}

// `giver` touched the object before it was sent; `taker` reaches it through the received pointer.
void AssertHandOver(Encoder* encoder, const Access& giver, Side giver_side, const Access& taker,
                    Side taker_side) {
  const Term& root = ProtocolIndex::RootOf(taker.address);
  if (root.kind() != TermKind::kReceived) return;
  const AddressExpression received = encoder->Address(root.child(0), taker_side);
  for (const Term& channel : giver.handed_over) {
    encoder->script().Assert(
        "order_channel",
        smt::Not(encoder->SameAddress(encoder->Address(channel, giver_side), received)));
  }
}

void AssertInstances(Encoder* encoder, const Access& first, const Access& second) {
  const ProtocolIndex& index = encoder->index();
  if (first.role == second.role) {
    encoder->script().Assert("instance",
                             encoder->InstancesDiffer(first.role, Side::kFirst, Side::kSecond));
    return;
  }
  const Parallel parallel = index.MayRunTogether(first.role, first.live, second.role, second.live);
  if (parallel.same_ancestors) return;
  // Ordered by spawn and join below one and the same ancestor, so some ancestor must be another.
  std::vector<Expression> differ;
  const std::size_t common = index.CommonAncestors(first.role, second.role);
  for (std::size_t i = 0; i < common; ++i) {
    differ.push_back(
        encoder->InstancesDiffer(index.Chain(first.role)[i], Side::kFirst, Side::kSecond));
  }
  encoder->script().Assert("order_ancestor", smt::Or(differ));
}

bool IsOneOfMany(const ProtocolIndex& index, const Term& root) {
  if (root.kind() != TermKind::kHeap && root.kind() != TermKind::kLocal) return false;
  if (!root.children().empty()) return false;  // told apart by name
  const protocol::ObjectId object = index.ObjectWithKey(root.symbol());
  return object != protocol::kNone &&
         index.protocol().objects[object].multiplicity == protocol::Multiplicity::kMany;
}

// True if the path to the access sends what it then touches, before any other message on that
// channel: a receiver may hold it by now, also if messages keep their order.
bool HasSentItsObject(const ProtocolIndex& index, const Access& access) {
  const Term& root = ProtocolIndex::RootOf(access.address);
  std::set<Term> used;
  for (const protocol::EventId id : access.prefix) {
    const protocol::Event& event = index.protocol().events[id];
    if (event.kind != protocol::EventKind::kSend) continue;
    const bool first_on_channel = used.insert(event.object).second;
    if (event.payload == root) return first_on_channel;
  }
  return false;
}

void NoteImprecision(Encoder* encoder, const Access& first, const Access& second) {
  const auto is_unknown = [](const Term& term) {
    return term.kind() == TermKind::kUnknown || term.kind() == TermKind::kUnknownAddress;
  };
  for (const Access* access : {&first, &second}) {
    if (access->address.Contains(is_unknown) || access->size_bytes.Contains(is_unknown)) {
      encoder->AddImprecise("address not known: " + access->address.ToText());
    }
  }
  const Term& root_first = ProtocolIndex::RootOf(first.address);
  const Term& root_second = ProtocolIndex::RootOf(second.address);
  if (IsOneOfMany(encoder->index(), root_first) && IsOneOfMany(encoder->index(), root_second)) {
    encoder->AddImprecise("one of many objects: " + root_first.ToText());
  }
}

}  // namespace

std::string DescribeMessage(const ProtocolIndex& index, const Access& first, const Access& second) {
  const std::pair<const Access*, const Access*> orders[] = {{&first, &second}, {&second, &first}};
  for (const auto& [receiver, other] : orders) {
    const Term& root = ProtocolIndex::RootOf(receiver->address);
    if (root.kind() == TermKind::kReceived && !HasSentItsObject(index, *other)) {
      return "which message was received: " + root.ToText();
    }
  }
  return "";
}

std::unique_ptr<Encoder> EncodePair(const ProtocolIndex& index, const Access& first,
                                    const Access& second, QueryKind kind, bool finish) {
  auto encoder = std::make_unique<Encoder>(index, first.role, second.role);
  smt::Script& script = encoder->script();
  const EncodedAccess a = AssertPlace(encoder.get(), first, Side::kFirst);
  const EncodedAccess b = AssertPlace(encoder.get(), second, Side::kSecond);
  AssertGuards(encoder.get(), first, Side::kFirst);
  AssertGuards(encoder.get(), second, Side::kSecond);
  std::set<Term> variables;
  CollectAccess(index, first, &variables);
  CollectAccess(index, second, &variables);
  AssertFacts(encoder.get(), variables, nullptr, {Side::kFirst, Side::kSecond});
  if (kind == QueryKind::kConflict) {
    script.Assert("same_object", smt::Equal(a.address.object, b.address.object));
    script.Assert("bytes", smt::Less(a.address.offset, smt::Add(b.address.offset, b.size)));
    script.Assert("bytes", smt::Less(b.address.offset, smt::Add(a.address.offset, a.size)));
    if (first.order != MemoryOrder::kPlain && second.order != MemoryOrder::kPlain) {
      // Two atomics race only if they are of different extent.
      script.Assert("bytes_atomic",
                    smt::Not(smt::And({smt::Equal(a.address.offset, b.address.offset),
                                       smt::Equal(a.size, b.size)})));
    }
    AssertInstances(encoder.get(), first, second);
    AssertLocks(encoder.get(), first, second);
    AssertPhases(encoder.get(), first, second);
    AssertHandOver(encoder.get(), first, Side::kFirst, second, Side::kSecond);
    AssertHandOver(encoder.get(), second, Side::kSecond, first, Side::kFirst);
  }
  NoteImprecision(encoder.get(), first, second);
  if (finish) encoder->AssertRelations();
  return encoder;
}

std::unique_ptr<Encoder> EncodeObligation(const ProtocolIndex& index,
                                          const protocol::Obligation& obligation,
                                          const std::vector<bool>& usable_facts, QueryKind kind) {
  std::set<Term> variables;
  CollectVariables(obligation.condition, &variables);
  RoleId role = protocol::kNone;
  const Access* access = nullptr;
  if (obligation.access != protocol::kNone) {
    access = &index.protocol().accesses[obligation.access];
    role = access->role;
    for (const auto& guard : access->guards) CollectVariables(guard.condition, &variables);
  }
  auto encoder = std::make_unique<Encoder>(index, role, protocol::kNone);
  if (access != nullptr) AssertGuards(encoder.get(), *access, Side::kFirst);
  AssertFacts(encoder.get(), variables, &usable_facts, {Side::kFirst});
  const Expression condition = encoder->Condition(obligation.condition, Side::kFirst);
  if (kind == QueryKind::kConflict) encoder->script().Assert("negated", smt::Not(condition));
  encoder->AssertRelations();
  return encoder;
}

std::unique_ptr<Encoder> EncodeFacts(const ProtocolIndex& index) {
  auto encoder = std::make_unique<Encoder>(index, protocol::kNone, protocol::kNone);
  const std::vector<Fact>& facts = index.protocol().facts;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    encoder->script().Assert("fact-" + std::to_string(i),
                             encoder->Condition(facts[i].term, Side::kFirst));
  }
  encoder->AssertRelations();
  return encoder;
}

std::string ReasonOf(const std::vector<std::string>& core) {
  struct Rule {
    const char* prefix;
    const char* reason;
  };
  // In order of preference; "lock_place" alone says nothing about a common lock.
  static constexpr Rule kRules[] = {
      {"lock", "lock"},          {"order_", "order"},    {"instance", "instance"},
      {"identity", "instance"},  {"ticket", "instance"}, {"linear", "instance"},
      {"local", "instance"},     {"made", "instance"},   {"owned", "instance"},
      {"elements", "instance"},  {"bytes", "bytes"},     {"pointee", "bytes"},
      {"same_object", "object"},
  };
  for (const Rule& rule : kRules) {
    for (const std::string& name : core) {
      if (name.rfind(rule.prefix, 0) == 0 && name.rfind("lock_place", 0) != 0) return rule.reason;
    }
  }
  return "";
}

std::vector<std::size_t> FactsOf(const std::vector<std::string>& core) {
  std::vector<std::size_t> facts;
  for (const std::string& name : core) {
    if (name.rfind("fact-", 0) == 0) facts.push_back(std::stoul(name.substr(5)));
  }
  return facts;
}

}  // namespace interlock::parametric
