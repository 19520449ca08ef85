// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/term_validate.h"

namespace interlock::protocol {
namespace {

struct Shape {
  std::size_t children_min;
  std::size_t children_max;
  bool needs_symbol;
};

Shape ShapeOf(TermKind kind) {
  switch (kind) {
    case TermKind::kInteger:
    case TermKind::kNull:
      return {0, 0, false};
    case TermKind::kParameter:
    case TermKind::kUnknown:
    case TermKind::kInstance:
    case TermKind::kGlobal:
    case TermKind::kFunction:
    case TermKind::kUnknownAddress:
      return {0, 0, true};
    case TermKind::kLocal:
    case TermKind::kHeap:
      return {0, 64, true};
    case TermKind::kInduction:
      return {1, 2, true};
    case TermKind::kTicket:
    case TermKind::kReceived:
      return {1, 2, true};
    case TermKind::kLoad:
    case TermKind::kLoadAddress:
    case TermKind::kOwned:
    case TermKind::kElements:
    case TermKind::kField:
    case TermKind::kTruncate:
    case TermKind::kNegate:
    case TermKind::kNot:
    case TermKind::kBitNot:
      return {1, 1, false};
    case TermKind::kSelect:
      return {3, 3, false};
    default:
      return {2, 2, false};  // binary operators, kIndex
  }
}

bool IsBadWidth(const Term& term) {
  const std::int64_t width = term.integer() >> 8;
  const bool stray_bits = (term.integer() & 0xfe) != 0;
  if (term.kind() == TermKind::kTruncate) return stray_bits || width < 1 || width > 64;
  if (term.kind() == TermKind::kLoad) return stray_bits || width < 0 || width > 128;
  return false;
}

std::string DescribeNode(const Term& term) {
  const Shape shape = ShapeOf(term.kind());
  const std::string name = std::string("term \"") + TermHead(term.kind()) + "\"";
  if (term.children().size() < shape.children_min || term.children().size() > shape.children_max) {
    return name + " has the wrong number of children: " + std::to_string(term.children().size());
  }
  if (shape.needs_symbol && term.symbol().empty()) return name + " has no symbol";
  if (IsBadWidth(term)) {
    return name + " has no valid width: format=" + std::to_string(term.integer());
  }
  const bool has_taker = (term.kind() == TermKind::kTicket || term.kind() == TermKind::kReceived) &&
                         term.children().size() == 2;
  if (has_taker && term.child(1).kind() != TermKind::kInstance) {
    return name + " names its taker by something else than an instance";
  }
  return "";
}

}  // namespace

std::string DescribeMalformed(const Term& term) {
  std::string text = DescribeNode(term);
  for (std::size_t i = 0; text.empty() && i < term.children().size(); ++i) {
    text = DescribeMalformed(term.child(i));
  }
  return text;
}

}  // namespace interlock::protocol
