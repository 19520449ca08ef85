// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/tokenizer.h"

#include <limits>
#include <utility>

namespace interlock::reference {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

TokenKind KindOf(char c) {
  switch (c) {
    case '(':
      return TokenKind::kOpen;
    case ')':
      return TokenKind::kClose;
    case ',':
      return TokenKind::kComma;
    case '+':
    case '-':
    case '*':
    case '%':
    case '=':
    case '<':
    case '>':
    case '!':
      return TokenKind::kOperator;
    default:
      return TokenKind::kEnd;
  }
}

/// Reads the integer at `position` and moves behind it.
StatusOr<Token> ReadInteger(const std::string& text, std::size_t& position) {
  Token token;
  token.kind = TokenKind::kInteger;
  while (position < text.size() && IsDigit(text[position])) {
    const std::int64_t digit = text[position] - '0';
    if (token.integer > (std::numeric_limits<std::int64_t>::max() - digit) / 10) {
      return OutOfRange("integer does not fit in 64 bits: text=" + text);
    }
    token.integer = token.integer * 10 + digit;
    token.text.push_back(text[position]);
    ++position;
  }
  return token;
}

/// Reads the name at `position` and moves behind it.
Token ReadName(const std::string& text, std::size_t& position) {
  Token token;
  token.kind = TokenKind::kName;
  while (position < text.size() && (IsLetter(text[position]) || IsDigit(text[position]))) {
    token.text.push_back(ToLower(text[position]));
    ++position;
  }
  return token;
}

/// Reads the text at `position`, which stands in quotes, and moves behind it. Two quotes are one.
StatusOr<Token> ReadText(const std::string& text, std::size_t& position) {
  Token token;
  token.kind = TokenKind::kText;
  ++position;
  while (position < text.size()) {
    const char c = text[position];
    ++position;
    if (c == '\'') {
      if (position == text.size() || text[position] != '\'') return token;
      ++position;
    }
    token.text.push_back(c);
  }
  return InvalidArgument("quote is not closed: text=" + text);
}

/// Returns whether the operator `begin` goes on with `next`.
bool IsContinued(const std::string& begin, char next) {
  if (next == '=') return begin == "<" || begin == ">" || begin == "!";
  return next == '>' && (begin == "<" || begin == "<=");
}

/// Reads the longest operator or the mark at `position` and moves behind it.
Token ReadOperator(const std::string& text, std::size_t& position) {
  Token token;
  token.kind = KindOf(text[position]);
  token.text.push_back(text[position]);
  ++position;
  while (position < text.size() && IsContinued(token.text, text[position])) {
    token.text.push_back(text[position]);
    ++position;
  }
  return token;
}

}  // namespace

StatusOr<std::vector<Token>> Tokenize(const std::string& text) {
  std::vector<Token> tokens;
  std::size_t position = 0;
  while (position < text.size()) {
    const char c = text[position];
    if (c == ' ') {
      ++position;
    } else if (IsDigit(c)) {
      StatusOr<Token> token = ReadInteger(text, position);
      if (!token.ok()) return token.status();
      tokens.push_back(token.value());
    } else if (IsLetter(c)) {
      tokens.push_back(ReadName(text, position));
    } else if (c == '\'') {
      StatusOr<Token> token = ReadText(text, position);
      if (!token.ok()) return token.status();
      tokens.push_back(token.value());
    } else if (KindOf(c) != TokenKind::kEnd) {
      tokens.push_back(ReadOperator(text, position));
      if (tokens.back().text == "!") {
        return InvalidArgument("character outside the grammar: text=" + text);
      }
    } else {
      return InvalidArgument("character outside the grammar: text=" + text);
    }
  }
  tokens.push_back(Token());
  return tokens;
}

}  // namespace interlock::reference
