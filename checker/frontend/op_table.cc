// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/frontend/op_table.h"

#include <array>

namespace interlock::facts {
namespace {

constexpr SymbolKind kNone = SymbolKind::kNone;
constexpr SymbolKind kText = SymbolKind::kText;
constexpr SymbolKind kType = SymbolKind::kType;
constexpr SymbolKind kName = SymbolKind::kName;
constexpr SymbolKind kFunction = SymbolKind::kFunction;
constexpr SymbolKind kVariable = SymbolKind::kVariable;

// operation, name, fewest and most operands, symbol, immediate, bytes
constexpr std::array kRows = {
    OpRow{Op::kConstant, "constant", 0, 0, kNone, true, false},
    OpRow{Op::kNullPointer, "null", 0, 0, kNone, false, false},
    OpRow{Op::kParameter, "parameter", 0, 0, kNone, true, false},
    OpRow{Op::kReturnSlot, "return slot", 0, 0, kNone, false, false},
    OpRow{Op::kUnknown, "unknown", 0, 0, kText, false, false},
    OpRow{Op::kUnknownAddress, "unknown address", 0, 0, kText, false, false},
    OpRow{Op::kInput, "input", 0, 0, kText, false, false},
    OpRow{Op::kUnary, "unary", 1, 1, kText, false, true},
    OpRow{Op::kBinary, "binary", 2, 2, kText, false, true},
    OpRow{Op::kSelect, "select", 3, 3, kNone, false, false},
    OpRow{Op::kCast, "cast", 1, 1, kNone, false, true},
    OpRow{Op::kPointerToInteger, "pointer to integer", 1, 1, kNone, false, false},
    OpRow{Op::kIntegerToPointer, "integer to pointer", 1, 1, kNone, false, false},
    OpRow{Op::kLocal, "local", 0, 0, kNone, true, false},
    OpRow{Op::kGlobal, "global", 0, 0, kVariable, false, false},
    OpRow{Op::kThreadLocal, "thread local", 0, 0, kVariable, false, false},
    OpRow{Op::kFunctionAddress, "function", 0, 0, kFunction, false, false},
    OpRow{Op::kStringLiteral, "string literal", 0, 0, kNone, false, false},
    OpRow{Op::kHeap, "heap", 0, 1, kType, false, true},
    OpRow{Op::kField, "field", 1, 1, kName, true, true},
    OpRow{Op::kIndex, "index", 2, 2, kNone, true, false},
    OpRow{Op::kElements, "elements", 1, 1, kNone, false, false},
    OpRow{Op::kLoad, "load", 1, 1, kName, false, true},
    OpRow{Op::kStore, "store", 2, 2, kNone, false, true},
    OpRow{Op::kReadModifyWrite, "read-modify-write", 2, 2, kText, false, true},
    OpRow{Op::kCompareExchange, "compare-exchange", 3, 3, kNone, false, true},
    OpRow{Op::kFence, "fence", 0, 0, kNone, false, false},
    OpRow{Op::kRead, "read", 1, 2, kNone, false, true},
    OpRow{Op::kWrite, "write", 1, 2, kNone, false, true},
    OpRow{Op::kCopy, "copy", 2, 3, kNone, false, true},
    OpRow{Op::kCopyElements, "copy elements", 2, 2, kName, false, false},
    OpRow{Op::kFree, "free", 1, 1, kNone, false, false},
    OpRow{Op::kCall, "call", 0, -1, kFunction, false, false},
    OpRow{Op::kCallIndirect, "call indirect", 1, -1, kNone, false, false},
    OpRow{Op::kReturn, "return", 0, 1, kNone, false, false},
    OpRow{Op::kThrow, "throw", 0, 0, kNone, false, false},
    OpRow{Op::kAssume, "assume", 1, 1, kNone, false, false},
    OpRow{Op::kStop, "stop", 0, 0, kNone, false, false},
    OpRow{Op::kSpawn, "spawn", 1, -1, kNone, false, false},
    OpRow{Op::kJoin, "join", 1, 1, kNone, false, false},
    OpRow{Op::kDetach, "detach", 1, 1, kNone, false, false},
    OpRow{Op::kJoinRange, "join range", 3, 3, kNone, true, false},
    OpRow{Op::kJoinElements, "join elements", 1, 1, kNone, false, false},
    OpRow{Op::kLock, "lock", 1, 1, kText, false, false},
    OpRow{Op::kUnlock, "unlock", 1, 1, kText, false, false},
    OpRow{Op::kTryLock, "try lock", 1, 1, kText, false, false},
    OpRow{Op::kConditionWait, "condition wait", 2, 2, kNone, false, false},
    OpRow{Op::kNotify, "notify", 1, 1, kNone, false, false},
    OpRow{Op::kOnceBegin, "once begin", 1, 1, kNone, false, false},
    OpRow{Op::kOnceEnd, "once end", 1, 1, kNone, false, false},
    OpRow{Op::kOncePassed, "once passed", 1, 1, kNone, false, false},
    OpRow{Op::kBarrierInit, "barrier init", 2, 2, kNone, false, false},
    OpRow{Op::kBarrierWait, "barrier wait", 1, 1, kNone, false, false},
    OpRow{Op::kLatchInit, "latch init", 2, 2, kNone, false, false},
    OpRow{Op::kLatchCountDown, "latch count down", 2, 2, kNone, false, false},
    OpRow{Op::kLatchWait, "latch wait", 1, 1, kNone, false, false},
    OpRow{Op::kOpaque, "opaque", 0, -1, kText, false, false},
    OpRow{Op::kUnsupported, "unsupported", 0, 0, kText, false, false},
};

constexpr bool RowsStandAtTheirIndex() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].op) != i) return false;
  }
  return true;
}
static_assert(RowsStandAtTheirIndex());
static_assert(kRows.size() == static_cast<std::size_t>(Op::kUnsupported) + 1);

constexpr std::array<std::string_view, 7> kOrderNames = {
    "plain", "relaxed", "consume", "acquire", "release", "acquire-release", "sequential"};
constexpr std::array<std::string_view, 6> kEdgeKindNames = {"always", "true",    "false",
                                                            "case",   "default", "exception"};

template <typename Enum, std::size_t size>
std::optional<Enum> Find(const std::array<std::string_view, size>& names, std::string_view name) {
  for (std::size_t i = 0; i < size; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

const OpRow& RowOf(Op op) { return kRows[static_cast<std::size_t>(op)]; }

int OpCount() { return static_cast<int>(kRows.size()); }

std::optional<Op> OpFromName(std::string_view name) {
  for (const OpRow& row : kRows) {
    if (row.name == name) return row.op;
  }
  return std::nullopt;
}

std::string_view OrderName(Order order) { return kOrderNames[static_cast<std::size_t>(order)]; }

std::optional<Order> OrderFromName(std::string_view name) { return Find<Order>(kOrderNames, name); }

std::string_view EdgeKindName(EdgeKind kind) {
  return kEdgeKindNames[static_cast<std::size_t>(kind)];
}

std::optional<EdgeKind> EdgeKindFromName(std::string_view name) {
  return Find<EdgeKind>(kEdgeKindNames, name);
}

}  // namespace interlock::facts
