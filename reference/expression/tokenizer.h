// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Tokenize: from the text of an expression to its words.
//
// Thread safety: free function without state; safe from any thread.
//
// Invariants
//   1. The last token is kEnd, and no other is.

#include <cstdint>
#include <string>
#include <vector>

#include "reference/status/status.h"

namespace interlock::reference {

enum class TokenKind : std::uint8_t {
  kInteger,
  kText,
  kName,
  kOpen,
  kClose,
  kComma,
  kOperator,
  kEnd
};

/// One word. Thread-compatible.
struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;          // kName: in lower case; kText: without quotes
  std::int64_t integer = 0;  // kInteger
};

/// Splits `text`.
///
/// Errors: kInvalidArgument for a character outside the grammar or a text without end, kOutOfRange
/// for an integer that does not fit in 64 bits.
StatusOr<std::vector<Token>> Tokenize(const std::string& text);

}  // namespace interlock::reference
