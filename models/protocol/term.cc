// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/term.h"

#include <utility>

namespace interlock::protocol {
namespace {

struct KindName {
  TermKind kind;
  const char* head;
};

constexpr KindName kKindNames[] = {
    {TermKind::kInteger, "i"},     {TermKind::kParameter, "p"},
    {TermKind::kInduction, "iv"},  {TermKind::kTicket, "ticket"},
    {TermKind::kLoad, "ld"},       {TermKind::kUnknown, "?"},
    {TermKind::kInstance, "tid"},  {TermKind::kAdd, "+"},
    {TermKind::kSubtract, "-"},    {TermKind::kMultiply, "*"},
    {TermKind::kDivide, "/"},      {TermKind::kRemainder, "%"},
    {TermKind::kShiftLeft, "<<"},  {TermKind::kShiftRight, ">>"},
    {TermKind::kAnd, "&"},         {TermKind::kOr, "|"},
    {TermKind::kXor, "^"},         {TermKind::kNegate, "neg"},
    {TermKind::kNot, "!"},         {TermKind::kBitNot, "~"},
    {TermKind::kEqual, "=="},      {TermKind::kNotEqual, "!="},
    {TermKind::kLess, "<"},        {TermKind::kLessEqual, "<="},
    {TermKind::kLogicalAnd, "&&"}, {TermKind::kLogicalOr, "||"},
    {TermKind::kSelect, "ite"},    {TermKind::kTruncate, "trunc"},
    {TermKind::kNull, "null"},     {TermKind::kGlobal, "g"},
    {TermKind::kLocal, "l"},       {TermKind::kHeap, "heap"},
    {TermKind::kField, "fld"},     {TermKind::kIndex, "idx"},
    {TermKind::kElements, "elem"}, {TermKind::kLoadAddress, "lda"},
    {TermKind::kOwned, "own"},     {TermKind::kReceived, "recv"},
    {TermKind::kFunction, "fn"},   {TermKind::kUnknownAddress, "?a"},
};

std::size_t Mix(std::size_t seed, std::size_t value) {
  return (seed ^ value) * 0x100000001b3ULL + (seed >> 29);
}

}  // namespace

Term::Term() : Term(TermKind::kInteger, "", 0, {}) {}

Term::Term(TermKind kind, std::string symbol, std::int64_t integer, TermList children) {
  std::size_t hash = Mix(0xcbf29ce484222325ULL, static_cast<std::size_t>(kind));
  hash = Mix(hash, std::hash<std::string>()(symbol));
  hash = Mix(hash, static_cast<std::size_t>(integer));
  for (const Term& child : children) hash = Mix(hash, child.Hash());
  node_ = std::make_shared<const Node>(
      Node{kind, std::move(symbol), integer, std::move(children), hash});
}

Term Term::Integer(std::int64_t value) { return Term(TermKind::kInteger, "", value, {}); }
Term Term::Unknown(std::string identity) {
  return Term(TermKind::kUnknown, std::move(identity), 0, {});
}
Term Term::UnknownAddress(std::string identity) {
  return Term(TermKind::kUnknownAddress, std::move(identity), 0, {});
}

Term Term::Field(Term address, std::string name, std::int64_t offset_bytes) {
  return Term(TermKind::kField, std::move(name), offset_bytes, {std::move(address)});
}

Term Term::Index(Term address, Term index, std::int64_t stride_bytes) {
  return Term(TermKind::kIndex, "", stride_bytes, {std::move(address), std::move(index)});
}

Term Term::Unary(TermKind kind, Term a) {
  if (a.IsInteger() && kind == TermKind::kNot) return Integer(a.integer() == 0 ? 1 : 0);
  if (a.IsInteger() && kind == TermKind::kBitNot) return Integer(~a.integer());
  if (a.IsInteger() && kind == TermKind::kNegate && a.integer() != INT64_MIN) {
    return Integer(-a.integer());
  }
  if (kind == TermKind::kNot && a.kind() == TermKind::kNot) {
    const Term& inner = a.child(0);
    // Double negation normalises a value to 0/1; only conditions may drop it.
    if (inner.kind() >= TermKind::kNot && inner.kind() <= TermKind::kLogicalOr) return inner;
  }
  return Term(kind, "", 0, {std::move(a)});
}

Term Term::Binary(TermKind kind, Term a, Term b) {
  if (a.IsInteger() && b.IsInteger()) {
    const std::int64_t x = a.integer();
    const std::int64_t y = b.integer();
    std::int64_t result = 0;
    switch (kind) {
      case TermKind::kAdd:
        if (!__builtin_add_overflow(x, y, &result)) return Integer(result);
        break;
      case TermKind::kSubtract:
        if (!__builtin_sub_overflow(x, y, &result)) return Integer(result);
        break;
      case TermKind::kMultiply:
        if (!__builtin_mul_overflow(x, y, &result)) return Integer(result);
        break;
      case TermKind::kDivide:
        if (y != 0 && !(x == INT64_MIN && y == -1)) return Integer(x / y);
        break;
      case TermKind::kRemainder:
        if (y != 0 && !(x == INT64_MIN && y == -1)) return Integer(x % y);
        break;
      case TermKind::kAnd:
        return Integer(x & y);
      case TermKind::kOr:
        return Integer(x | y);
      case TermKind::kXor:
        return Integer(x ^ y);
      case TermKind::kEqual:
        return Integer(x == y);
      case TermKind::kNotEqual:
        return Integer(x != y);
      case TermKind::kLess:
        return Integer(x < y);
      case TermKind::kLessEqual:
        return Integer(x <= y);
      case TermKind::kLogicalAnd:
        return Integer(x != 0 && y != 0);
      case TermKind::kLogicalOr:
        return Integer(x != 0 || y != 0);
      default:
        break;
    }
  }
  if (kind == TermKind::kAdd && b.IsInteger() && b.integer() == 0) return a;
  if (kind == TermKind::kSubtract && b.IsInteger() && b.integer() == 0) return a;
  if (kind == TermKind::kMultiply && b.IsInteger() && b.integer() == 1) return a;
  return Term(kind, "", 0, {std::move(a), std::move(b)});
}

bool Term::Contains(const std::function<bool(const Term&)>& predicate) const {
  if (predicate(*this)) return true;
  for (const Term& child : children()) {
    if (child.Contains(predicate)) return true;
  }
  return false;
}

Term Term::Map(const std::function<Term(const Term&)>& rewrite) const {
  if (children().empty()) return rewrite(*this);
  TermList mapped;
  mapped.reserve(children().size());
  bool changed = false;
  for (const Term& child : children()) {
    mapped.push_back(child.Map(rewrite));
    changed |= mapped.back().node_ != child.node_;
  }
  return rewrite(changed ? Term(kind(), symbol(), integer(), std::move(mapped)) : *this);
}

bool operator==(const Term& a, const Term& b) {
  if (a.node_ == b.node_) return true;
  return a.Hash() == b.Hash() && a.kind() == b.kind() && a.integer() == b.integer() &&
         a.symbol() == b.symbol() && a.children() == b.children();
}

bool operator<(const Term& a, const Term& b) {
  if (a.node_ == b.node_) return false;
  if (a.kind() != b.kind()) return a.kind() < b.kind();
  if (a.integer() != b.integer()) return a.integer() < b.integer();
  if (a.symbol() != b.symbol()) return a.symbol() < b.symbol();
  return a.children() < b.children();
}

std::string Term::ToText() const {
  switch (kind()) {
    case TermKind::kInteger:
      return std::to_string(integer());
    case TermKind::kNull:
      return "null";
    case TermKind::kParameter:
    case TermKind::kGlobal:
    case TermKind::kLocal:
    case TermKind::kHeap:
    case TermKind::kFunction:
    case TermKind::kInduction:
    case TermKind::kInstance:
      return symbol();
    case TermKind::kUnknown:
    case TermKind::kUnknownAddress:
      return "?(" + symbol() + ")";
    case TermKind::kTicket:
      return "ticket(" + child(0).ToText() + ")";
    case TermKind::kLoad:
    case TermKind::kLoadAddress:
    case TermKind::kOwned:
      return "*" + child(0).ToText();
    case TermKind::kReceived:
      return "received(" + child(0).ToText() + ")";
    case TermKind::kField:
      return child(0).ToText() + "." + symbol();
    case TermKind::kIndex:
      return child(0).ToText() + "[" + child(1).ToText() + "]";
    case TermKind::kElements:
      return child(0).ToText() + "[]";
    case TermKind::kSelect:
      return "(" + child(0).ToText() + " ? " + child(1).ToText() + " : " + child(2).ToText() + ")";
    case TermKind::kTruncate:
      return child(0).ToText();
    default:
      break;
  }
  if (children().size() == 1) return std::string(TermHead(kind())) + child(0).ToText();
  return "(" + child(0).ToText() + " " + TermHead(kind()) + " " + child(1).ToText() + ")";
}

const char* TermHead(TermKind kind) {
  for (const KindName& name : kKindNames) {
    if (name.kind == kind) return name.head;
  }
  return "?";
}

bool TermKindFromHead(const std::string& head, TermKind* kind) {
  for (const KindName& name : kKindNames) {
    if (head == name.head) {
      *kind = name.kind;
      return true;
    }
  }
  return false;
}

}  // namespace interlock::protocol
