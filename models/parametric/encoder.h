// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// From protocol terms to SMT expressions, for up to two role instances and their shared ancestors.
//
// Integers are mathematical; `kTruncate` wraps explicitly and everything else carries obligations.
// An address is a pair (object, offset in bytes); object 0 is "no object" (null).
//
// Names in the script are canonical (v1, v2, ... in order of first use), so that pairs that differ
// only in program points give equal text. `Meanings()` leads back to readable terms.
//
// Thread safety: thread-compatible.
//
// Invariants
//   1. A term that denotes one value per instance (term.h, invariant 2) has one copy per side;
//   other
//      terms have one copy. Equal terms of one side have equal copies.
//   2. Everything asserted here holds in every execution; what cannot be expressed is a free value
//      and, if a solver model that uses it is no witness, is named in `imprecise()`.
//
// Source: models.md A1; extraction.md 6.

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "models/parametric/protocol_index.h"
#include "models/protocol/term.h"
#include "models/smt/script.h"

namespace interlock::parametric {

/// Whose copy of a per-instance term: shared ancestors (kShared), first or second access.
enum class Side : std::uint8_t { kShared, kFirst, kSecond };

struct AddressExpression {
  smt::Expression object;
  smt::Expression offset;
};

/// A ticket or a received pointer that occurs in the query.
struct Occurrence {
  protocol::Term term;
  Side side = Side::kShared;
  smt::Expression value;     // ticket value, or object of the received pointer
  AddressExpression source;  // counter or channel
};

/// Encodes terms into one script; thread-compatible.
class Encoder {
 public:
  /// `role_first` and `role_second` are the roles of the sides (kNone: side not used).
  Encoder(const ProtocolIndex& index, protocol::RoleId role_first, protocol::RoleId role_second);

  smt::Script& script() { return script_; }
  const ProtocolIndex& index() const { return index_; }
  protocol::RoleId RoleOf(Side side) const;

  /// The value of `term` as an integer; conditions are 0 or 1, pointers are opaque numbers.
  smt::Expression Value(const protocol::Term& term, Side side);
  /// `term` != 0, or for pointers: not null.
  smt::Expression Condition(const protocol::Term& term, Side side);
  AddressExpression Address(const protocol::Term& address, Side side);
  smt::Expression SameAddress(const AddressExpression& a, const AddressExpression& b);
  /// "`address` lies in one of `objects`"; true if its root is concrete.
  smt::Expression LiesIn(const protocol::Term& address, const AddressExpression& encoded,
                         const std::vector<protocol::ObjectId>& objects);

  /// The instance of `role` on the side (the side's own or an ancestor's).
  smt::Expression Instance(protocol::RoleId role, Side side);
  /// "Both sides have different instances of `role`", with what its identity terms say about that.
  smt::Expression InstancesDiffer(protocol::RoleId role, Side a, Side b);

  /// Asserts what holds between everything encoded so far: identities of instances, ownership,
  /// distinct storage, tickets, linear channels. Call once, after the last term.
  void AssertRelations();

  const std::vector<Occurrence>& received() const { return received_; }
  /// Approximations made here, for people; sorted.
  const std::set<std::string>& imprecise() const { return imprecise_; }
  void AddImprecise(std::string reason) { imprecise_.insert(std::move(reason)); }
  /// Script constant -> readable text with its side, e.g. "first: worker_id".
  const std::vector<std::pair<std::string, std::string>>& Meanings() const { return meanings_; }
  /// A fresh integer constant with a readable meaning.
  smt::Expression Fresh(const std::string& meaning);

 private:
  struct Cell {  // an injective function applied to an address: owned pointer, owned storage
    AddressExpression argument;
    smt::Expression object;
  };
  struct Key {
    Side side;
    protocol::Term term;
    bool operator==(const Key& other) const { return side == other.side && term == other.term; }
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return key.term.Hash() * 3 + static_cast<std::size_t>(key.side);
    }
  };

  smt::Expression EncodeValue(const protocol::Term& term, Side side);
  smt::Expression Bitwise(const protocol::Term& term, Side side);
  smt::Expression Shift(const protocol::Term& term, Side side);
  smt::Expression Induction(const protocol::Term& term, Side side);
  smt::Expression Ticket(const protocol::Term& term, Side side);
  smt::Expression Load(const protocol::Term& term, Side side);
  AddressExpression EncodeAddress(const protocol::Term& address, Side side);
  AddressExpression ConcreteRoot(const protocol::Term& root, Side side);
  AddressExpression LoadedAddress(const protocol::Term& address, Side side, const char* function);
  AddressExpression FreeAddress(const protocol::Term& address, Side side);
  smt::Expression FreeValue(const protocol::Term& term, Side side);
  smt::Expression WrapToWidth(const smt::Expression& value, std::int64_t format) const;
  void AssertRange(const smt::Expression& value, std::int64_t format);
  smt::Expression ObjectConstant(const std::string& key);
  smt::Expression ClassOf(protocol::ObjectId object);
  smt::Expression IsObject(const smt::Expression& value, protocol::ObjectId object);
  void AssertClasses();
  void AssertIdentities();
  void AssertInjective(const std::string& name, const std::vector<Cell>& cells);
  void AssertTickets();
  void AssertPointees();
  void AssertLinear();
  bool DifferentTakers(const Occurrence& a, const Occurrence& b) const;
  std::string MeaningOf(const protocol::Term& term, Side side) const;

  const ProtocolIndex& index_;
  protocol::RoleId roles_[3];
  smt::Script script_;
  std::unordered_map<Key, smt::Expression, KeyHash> values_;
  std::unordered_map<Key, AddressExpression, KeyHash> addresses_;
  std::map<std::pair<Side, protocol::RoleId>, smt::Expression> instances_;
  std::map<std::string, std::int64_t> object_constants_;
  std::map<protocol::ObjectId, std::int64_t> single_objects_;
  std::map<protocol::ObjectId, std::int64_t> classes_;
  std::vector<std::pair<smt::Expression, std::int64_t>> class_members_;
  std::map<protocol::ObjectId, std::string> per_instance_functions_;
  std::map<protocol::ObjectId, std::string> named_functions_;
  std::map<protocol::ObjectId,
           std::vector<std::pair<std::vector<smt::Expression>, smt::Expression>>>
      named_objects_;
  std::map<protocol::ObjectId, std::vector<std::pair<smt::Expression, smt::Expression>>>
      per_instance_objects_;  // object -> (instance, object identity)
  std::map<protocol::ObjectId, std::vector<std::pair<smt::Expression, smt::Expression>>>
      made_objects_;  // kMany with owner: (instance, object identity)
  struct Pointee {
    std::int64_t bytes = 0;
    Side side = Side::kShared;
    AddressExpression address;
  };
  std::vector<Pointee> pointees_;  // of pointers whose type says how large the object is
  std::vector<Cell> owned_cells_;
  std::vector<Cell> element_cells_;
  std::vector<Occurrence> tickets_;
  std::vector<Occurrence> received_;
  std::set<std::string> imprecise_;
  std::vector<std::pair<std::string, std::string>> meanings_;
  int fresh_count_ = 0;
};

}  // namespace interlock::parametric
