// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// TruthValue: true, false, or unknown, which SQL writes NULL, with and, or, not of Kleene's logic.
//
// Thread safety: free functions without state; safe from any thread.
//
// Invariants
//   1. NULL stands for "either": a result is NULL exactly if it would depend on which one.

#include <cstdint>

namespace interlock::reference {

enum class TruthValue : std::uint8_t { kFalse, kTrue, kNull };

constexpr TruthValue And(TruthValue first, TruthValue second) {
  if (first == TruthValue::kFalse || second == TruthValue::kFalse) return TruthValue::kFalse;
  if (first == TruthValue::kNull || second == TruthValue::kNull) return TruthValue::kNull;
  return TruthValue::kTrue;
}

constexpr TruthValue Or(TruthValue first, TruthValue second) {
  if (first == TruthValue::kTrue || second == TruthValue::kTrue) return TruthValue::kTrue;
  if (first == TruthValue::kNull || second == TruthValue::kNull) return TruthValue::kNull;
  return TruthValue::kFalse;
}

constexpr TruthValue Not(TruthValue operand) {
  if (operand == TruthValue::kNull) return TruthValue::kNull;
  return operand == TruthValue::kTrue ? TruthValue::kFalse : TruthValue::kTrue;
}

}  // namespace interlock::reference
