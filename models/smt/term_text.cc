// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/smt/term_text.h"

#include <algorithm>
#include <set>

namespace interlock::smt {
namespace {

constexpr int kDepthMax = 2000;

bool IsNumeral(const std::string& word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool IsOperator(const std::string& word) {
  static const std::set<std::string> operators{
      "and", "or", "not", "=>", "ite", "=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"};
  return operators.count(word) != 0;
}

// Copies a term word by word; stops at the first thing it does not know.
class TermReader {
 public:
  TermReader(const std::string& text, const std::vector<std::string>& symbols,
             const std::map<std::string, std::string>& renamed)
      : text_(text), symbols_(symbols.begin(), symbols.end()), renamed_(renamed) {
    Advance();
  }

  std::optional<std::string> Read(std::string* reason) {
    std::string result = Term(0);
    if (reason_.empty() && !word_.empty()) Fail("text follows the term");
    if (!reason_.empty()) {
      *reason = reason_;
      return std::nullopt;
    }
    return result;
  }

 private:
  void Fail(const std::string& reason) {
    if (reason_.empty()) reason_ = reason + ": character=" + std::to_string(position_);
    word_.clear();
    position_ = text_.size();
  }

  void Advance() {
    while (position_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[position_]))) {
      ++position_;
    }
    word_.clear();
    if (position_ == text_.size()) return;
    if (text_[position_] == '(' || text_[position_] == ')') {
      word_ = text_[position_++];
      return;
    }
    while (position_ < text_.size()) {
      const char c = text_[position_];
      if (c == '(' || c == ')' || std::isspace(static_cast<unsigned char>(c))) break;
      if (c == '|' || c == '"' || c == ';' || c == ':' || c == '\\') {
        return Fail("character that no term here has");
      }
      word_ += c;
      ++position_;
    }
  }

  std::string Take() {
    std::string word = word_;
    Advance();
    return word;
  }

  void Expect(const char* word) {
    if (word_ != word) return Fail(std::string("expected ") + word);
    Advance();
  }

  std::string Term(int depth) {
    if (depth > kDepthMax) Fail("term is nested too deep");
    if (word_.empty()) Fail("term ends too early");
    if (!reason_.empty()) return "";
    const std::string word = Take();
    if (word == ")") return Fail("expected a term"), "";
    if (word != "(") return Atom(word);
    if (word_ == "let") return Let(depth);
    const std::string head = Take();
    if (!IsOperator(head)) return Fail("operator is not known"), "";
    std::string result = "(" + head;
    int count = 0;
    while (reason_.empty() && word_ != ")") {
      result += " " + Term(depth + 1);
      ++count;
    }
    if (count == 0) Fail("operator without operands");
    Expect(")");
    return result + ")";
  }

  std::string Atom(const std::string& word) {
    if (word == "true" || word == "false" || IsNumeral(word)) return word;
    if (bound_.count(word) != 0) return word;
    if (symbols_.count(word) == 0) return Fail("symbol is not known"), "";
    const auto renamed = renamed_.find(word);
    return renamed == renamed_.end() ? word : renamed->second;
  }

  std::string Let(int depth) {
    Advance();
    Expect("(");
    std::string result = "(let (";
    std::vector<std::string> names;
    while (reason_.empty() && word_ == "(") {
      Advance();
      const std::string name = Take();
      // A name of a let must not hide anything.
      if (name == "(" || name == ")" || IsNumeral(name) || IsOperator(name) || name == "true" ||
          name == "false" || name == "let" || symbols_.count(name) != 0 ||
          bound_.count(name) != 0) {
        Fail("name of a let is taken");
      }
      for (const auto& [from, to] : renamed_) {
        if (to == name) Fail("name of a let is taken");
      }
      result += (names.empty() ? "(" : " (") + name + " " + Term(depth + 1) + ")";
      names.push_back(name);
      Expect(")");
    }
    if (names.empty()) Fail("let without names");
    Expect(")");
    if (!reason_.empty()) return "";
    for (const std::string& name : names) {
      if (!bound_.insert(name).second) Fail("name of a let is taken");
    }
    result += ") " + Term(depth + 1) + ")";
    Expect(")");
    for (const std::string& name : names) bound_.erase(name);
    return result;
  }

  const std::string& text_;
  std::set<std::string> symbols_;
  const std::map<std::string, std::string>& renamed_;
  std::set<std::string> bound_;
  std::size_t position_ = 0;
  std::string word_;
  std::string reason_;
};

}  // namespace

std::optional<Expression> ReadTerm(const std::string& text, const std::vector<std::string>& symbols,
                                   const std::map<std::string, std::string>& renamed,
                                   std::string* reason) {
  std::optional<std::string> term = TermReader(text, symbols, renamed).Read(reason);
  if (!term) return std::nullopt;
  return Expression(*term);
}

}  // namespace interlock::smt
