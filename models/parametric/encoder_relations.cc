// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// What holds between the two sides: the second half of Encoder.

#include "models/parametric/encoder.h"

namespace interlock::parametric {
namespace {

using protocol::RoleId;
using smt::Equal;
using smt::Expression;
using smt::Implies;
using smt::Integer;

}  // namespace

void Encoder::AssertRelations() {
  AssertIdentities();
  AssertInjective("owned", owned_cells_);
  AssertInjective("elements", element_cells_);
  for (const auto& [object, pairs] : per_instance_objects_) {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      for (std::size_t j = i + 1; j < pairs.size(); ++j) {
        script_.Assert("local", Implies(Equal(pairs[i].second, pairs[j].second),
                                        Equal(pairs[i].first, pairs[j].first)));
      }
    }
  }
  for (const auto& [object, pairs] : made_objects_) {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      for (std::size_t j = i + 1; j < pairs.size(); ++j) {
        script_.Assert("made", Implies(Equal(pairs[i].second, pairs[j].second),
                                       Equal(pairs[i].first, pairs[j].first)));
      }
    }
  }
  for (const auto& [object, named] : named_objects_) {
    for (std::size_t i = 0; i < named.size(); ++i) {
      for (std::size_t j = i + 1; j < named.size(); ++j) {
        std::vector<Expression> equal;
        for (std::size_t a = 0; a < named[i].first.size() && a < named[j].first.size(); ++a) {
          equal.push_back(Equal(named[i].first[a], named[j].first[a]));
        }
        script_.Assert("made", Implies(Equal(named[i].second, named[j].second), smt::And(equal)));
      }
    }
  }
  AssertPointees();
  AssertTickets();
  AssertLinear();
  AssertClasses();
}

// One instance has one value for each identity term; where the terms are complete, equal values are
// the same instance.
void Encoder::AssertIdentities() {
  std::set<std::pair<std::pair<Side, Side>, RoleId>> done;
  for (bool again = true; again;) {
    again = false;
    const auto instances = instances_;  // encoding identity terms may add instances
    for (const auto& [first, value_first] : instances) {
      for (const auto& [second, value_second] : instances) {
        if (first.second != second.second || !(first.first < second.first)) continue;
        const RoleId role = first.second;
        if (!done.insert({{first.first, second.first}, role}).second) continue;
        again = true;
        const Identity& identity = index_.IdentityOf(role);
        std::vector<Expression> equal;
        for (const protocol::Term& term : identity.terms) {
          if (term.IsAddress()) {
            equal.push_back(SameAddress(Address(term, first.first), Address(term, second.first)));
          } else {
            equal.push_back(Equal(Value(term, first.first), Value(term, second.first)));
          }
        }
        const Expression same = Equal(value_first, value_second);
        script_.Assert("identity", Implies(same, smt::And(equal)));
        if (identity.complete) script_.Assert("identity", Implies(smt::And(equal), same));
      }
    }
  }
}

void Encoder::AssertInjective(const std::string& name, const std::vector<Cell>& cells) {
  std::set<std::string> seen;
  std::vector<const Cell*> distinct;
  for (const Cell& cell : cells) {
    if (seen.insert(cell.object.text()).second) distinct.push_back(&cell);
  }
  for (std::size_t i = 0; i < distinct.size(); ++i) {
    for (std::size_t j = i + 1; j < distinct.size(); ++j) {
      // An empty owner owns nothing: null is no storage that two cells could share.
      script_.Assert(name, Implies(smt::And({Equal(distinct[i]->object, distinct[j]->object),
                                             smt::Not(Equal(distinct[i]->object, Integer(0)))}),
                                   SameAddress(distinct[i]->argument, distinct[j]->argument)));
    }
  }
}

// Typed pointers of both sides lead to the same object or to objects that do not overlap.
void Encoder::AssertPointees() {
  for (std::size_t i = 0; i < pointees_.size(); ++i) {
    for (std::size_t j = i + 1; j < pointees_.size(); ++j) {
      const Pointee& a = pointees_[i];
      const Pointee& b = pointees_[j];
      if (a.bytes != b.bytes || a.side == b.side) continue;
      const Expression size = Integer(a.bytes);
      script_.Assert(
          "pointee",
          Implies(Equal(a.address.object, b.address.object),
                  smt::Or({Equal(a.address.offset, b.address.offset),
                           smt::LessEqual(smt::Add(a.address.offset, size), b.address.offset),
                           smt::LessEqual(smt::Add(b.address.offset, size), a.address.offset)})));
    }
  }
}

bool Encoder::DifferentTakers(const Occurrence& a, const Occurrence& b) const {
  if (a.side == Side::kShared || b.side == Side::kShared) return false;
  const RoleId role_a = RoleOf(a.side);
  const RoleId role_b = RoleOf(b.side);
  const RoleId taker_a = index_.TakerOf(a.term, role_a);
  const RoleId taker_b = index_.TakerOf(b.term, role_b);
  if (taker_a == protocol::kNone || taker_b == protocol::kNone) return false;
  // Instances of two roles are two threads; two sides with one role are two instances of it.
  return taker_a != taker_b || (taker_a == role_a && taker_b == role_b);
}

// fetch_add gives each execution a range of its own: [value, value + step).
void Encoder::AssertTickets() {
  for (std::size_t i = 0; i < tickets_.size(); ++i) {
    for (std::size_t j = i + 1; j < tickets_.size(); ++j) {
      const Occurrence& a = tickets_[i];
      const Occurrence& b = tickets_[j];
      if (a.side == b.side || a.term.integer() <= 0 || b.term.integer() <= 0) continue;
      if (!index_.CounterIsTicketOnly(a.term.child(0)) ||
          !index_.CounterIsTicketOnly(b.term.child(0))) {
        continue;
      }
      const Expression apart =
          smt::Or({smt::LessEqual(smt::Add(a.value, Integer(a.term.integer())), b.value),
                   smt::LessEqual(smt::Add(b.value, Integer(b.term.integer())), a.value)});
      // Equal values may be one and the same ticket, handed to both; different values never are.
      const Expression conclusion =
          DifferentTakers(a, b) ? apart : smt::Or({Equal(a.value, b.value), apart});
      script_.Assert("ticket", Implies(SameAddress(a.source, b.source), conclusion));
    }
  }
}

// A linear message has one owner at a time: two receivers hold two objects.
void Encoder::AssertLinear() {
  for (std::size_t i = 0; i < received_.size(); ++i) {
    for (std::size_t j = i + 1; j < received_.size(); ++j) {
      const Occurrence& a = received_[i];
      const Occurrence& b = received_[j];
      if (a.side == b.side || !DifferentTakers(a, b)) continue;
      if (!index_.ChannelIsLinear(a.term.child(0)) || !index_.ChannelIsLinear(b.term.child(0))) {
        continue;
      }
      script_.Assert("linear",
                     Implies(SameAddress(a.source, b.source), smt::Not(Equal(a.value, b.value))));
    }
  }
}

// Every object mentioned has one class; single objects have classes of their own, null has none.
void Encoder::AssertClasses() {
  if (classes_.empty()) return;
  std::int64_t next = static_cast<std::int64_t>(classes_.size());
  const auto is_class = [&](const Expression& value, std::int64_t number) {
    script_.Assert("class", Equal(smt::Apply("class", {value}), Integer(number)));
  };
  std::set<std::string> seen;
  for (const auto& [value, number] : class_members_) {
    if (seen.insert(value.text()).second) is_class(value, number);
  }
  is_class(Integer(0), 0);
  // All constants, functions and globals without an object included, are no members of a class.
  for (std::size_t i = 1; i <= object_constants_.size(); ++i) {
    is_class(Integer(static_cast<std::int64_t>(i)), ++next);
  }
}

}  // namespace interlock::parametric
