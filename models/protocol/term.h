// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Symbolic values and addresses of the protocol.
//
// A term says what a value or an address is in terms of things that a proof can speak about: loop
// variables, tickets, memory that no one changes, parameters of the protocol's root. Everything the
// extraction could not express is `kUnknown` (a value) or `kUnknownAddress` (an address), each with
// an identity of its own: two unknowns are never assumed equal or different.
//
// Thread safety: a Term is an immutable value; any number of threads may read it.
//
// Invariants
//   1. Terms are trees; equality is structural and `Hash()` agrees with it.
//   2. `kInduction`, `kTicket`, `kUnknown`, `kUnknownAddress` and unstable `kLoad` denote one value
//      per role instance: the prover gives the two sides of a pair different copies.
//   3. An address denotes a byte position inside one object; `kField` and `kIndex` move it by
//   bytes.
//
// JSON: an array `[head, symbol?, integer?, child...]`, see term_json.h. Source: docs/protocol.md.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace interlock::protocol {

enum class TermKind : std::uint8_t {
  // Values.
  kInteger,    // integer
  kParameter,  // symbol: parameter of the protocol's root (same value in every role)
  kInduction,  // symbol: loop identity; integer: step; children: {initial} or {initial, bound}
               //   value = initial + k*step for some k >= 0; with a bound also value < bound
  kTicket,     // symbol: site; integer: step; children: {counter address} or {counter address,
               //   kInstance of the role whose instance took it}; result of fetch_add. Without the
               //   second child two sides are taken for different tickets only if no ancestor of
               //   either role takes tickets of the counter
  kLoad,       // symbol: "" if stable (nobody writes it while two roles live), else a version
               //   identity; integer: bit 0 unsigned, bits 8.. width in bits; children: {address}
  kUnknown,    // symbol: identity and reason
  kInstance,   // symbol: role id; an opaque id, different for different instances of the role
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kRemainder,  // children: {a, b}; C++ truncating division
  kShiftLeft,
  kShiftRight,
  kAnd,
  kOr,
  kXor,  // children: {a, b}
  kNegate,
  kNot,
  kBitNot,  // children: {a}
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,  // children: {a, b}; signed mathematical order
  kLogicalAnd,
  kLogicalOr,  // children: {a, b}
  kSelect,     // children: {condition, a, b}
  kTruncate,   // integer: bit 0 unsigned, bits 8.. width in bits; children: {a}; wraps to the width
  // Addresses. A pointer value is the address it points to; null is kNull.
  kNull,
  kGlobal,          // symbol: USR
  kLocal,           // symbol: variable identity (function and call chain included); children: what
                    //   tells the objects of this name apart (loop iterations, the role instance):
                    //   two are the same object exactly if symbol and all children are equal.
                    //   Without children: one object, unless the object table says otherwise
  kHeap,            // as kLocal; symbol: allocation site identity (call chain included)
  kField,           // symbol: field path for people; integer: byte offset; children: {address}
  kIndex,           // integer: stride in bytes; children: {address, index value}
  kElements,        // children: {container address}: storage that a container owns. symbol: "" if
                    //   two containers never own the same storage while two roles live, else a
                    //   version identity (swap, move)
  kLoadAddress,     // as kLoad, but the loaded value is a pointer; integer: size in bytes of the
                    //   object that it points to by its type (0: not known, void or character).
                    //   Two objects of one size do not overlap in part. The same for kOwned,
                    //   kReceived
  kOwned,           // as kLoadAddress from an owning cell (unique_ptr): two different cells hold
                    //   pointers to different objects
  kReceived,        // symbol: receive site; children: {channel address} or {channel address,
                    //   kInstance of the receiving role}: pointer received as message
  kFunction,        // symbol: USR
  kUnknownAddress,  // symbol: identity and reason
};

class Term;
using TermList = std::vector<Term>;

/// Immutable symbolic term; thread-safe value type, cheap to copy.
class Term {
 public:
  /// Makes the integer 0.
  Term();
  Term(TermKind kind, std::string symbol, std::int64_t integer, TermList children);

  static Term Integer(std::int64_t value);
  static Term Unknown(std::string identity);
  static Term UnknownAddress(std::string identity);
  static Term Field(Term address, std::string name, std::int64_t offset_bytes);
  static Term Index(Term address, Term index, std::int64_t stride_bytes);
  static Term Unary(TermKind kind, Term a);
  /// Builds `a op b`, folding constants where the result cannot overflow 64 bits.
  static Term Binary(TermKind kind, Term a, Term b);

  TermKind kind() const { return node_->kind; }
  const std::string& symbol() const { return node_->symbol; }
  std::int64_t integer() const { return node_->integer; }
  const TermList& children() const { return node_->children; }
  const Term& child(std::size_t i) const { return node_->children[i]; }
  std::size_t Hash() const { return node_->hash; }
  bool IsInteger() const { return kind() == TermKind::kInteger; }
  bool IsAddress() const { return kind() >= TermKind::kNull; }

  /// True if some subterm satisfies `predicate`.
  bool Contains(const std::function<bool(const Term&)>& predicate) const;
  /// Rewrites bottom-up: `rewrite` sees each node with its children already rewritten.
  Term Map(const std::function<Term(const Term&)>& rewrite) const;
  /// Renders the term as short C-like text for people, e.g. `slots[worker_id].next`.
  std::string ToText() const;

  friend bool operator==(const Term& a, const Term& b);
  friend bool operator!=(const Term& a, const Term& b) { return !(a == b); }
  /// Total structural order, the same in every run.
  friend bool operator<(const Term& a, const Term& b);

 private:
  struct Node {
    TermKind kind;
    std::string symbol;
    std::int64_t integer;
    TermList children;
    std::size_t hash;
  };
  std::shared_ptr<const Node> node_;
};

struct TermHash {
  std::size_t operator()(const Term& term) const { return term.Hash(); }
};

/// The JSON head of `kind`, e.g. "iv" or "+"; never empty.
const char* TermHead(TermKind kind);
/// The kind with JSON head `head`; false if there is none.
bool TermKindFromHead(const std::string& head, TermKind* kind);

}  // namespace interlock::protocol
