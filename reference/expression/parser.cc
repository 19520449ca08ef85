// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/expression/parser.h"

#include <utility>

#include "reference/expression/tokenizer.h"

namespace interlock::reference {
namespace {

constexpr std::int64_t kMaxArgumentCount = 2;

/// What waits for its operands or its closing parenthesis. Thread-compatible.
struct Pending {
  bool is_operator = false;  // else an opening parenthesis
  std::string
      name;  // operator (NOT is the one prefix), or the function before the parenthesis, or empty
  std::int64_t argument_count = 0;  // operands already complete inside the parenthesis
};

constexpr int kNotPrecedence = 3;
constexpr int kComparisonPrecedence = 4;

int Precedence(const std::string& name) {
  if (name == "or") return 1;
  if (name == "and") return 2;
  if (name == "not") return kNotPrecedence;
  if (name == "+" || name == "-") return 5;
  if (name == "*" || name == "%") return 6;
  return kComparisonPrecedence;
}

/// Operator-precedence parser with explicit stacks, one use per object. Thread-compatible.
class Parser {
 public:
  Parser(const std::string& text, const std::vector<Token>& tokens)
      : text_(text), tokens_(tokens) {}

  StatusOr<ParsedExpression> Parse() {
    while (Current().kind != TokenKind::kEnd) {
      Status status = expects_operand_ ? ReadOperand() : ReadAfterOperand();
      if (!status.ok()) return status;
    }
    if (expects_operand_) return Malformed("operand is missing");
    Status status = ReduceOperators(0);
    if (!status.ok()) return status;
    if (!pending_.empty()) return Malformed("parenthesis is not closed");
    return expression_;
  }

 private:
  const Token& Current() const { return tokens_[position_]; }

  Status Malformed(const std::string& what) const {
    return InvalidArgument("malformed expression, " + what + ": text=" + text_);
  }

  void PushNode(const ParsedNode& node) {
    operands_.push_back(static_cast<std::int64_t>(expression_.nodes.size()));
    expression_.nodes.push_back(node);
  }

  void PushInteger(std::int64_t integer) {
    ParsedNode node;
    node.integer = integer;
    PushNode(node);
    expects_operand_ = false;
  }

  void PushNamed(ParsedNodeKind kind, const std::string& name) {
    ParsedNode node;
    node.kind = kind;
    node.name = name;
    PushNode(node);
    expects_operand_ = false;
  }

  Status ReadOperand() {
    const Token token = Current();
    ++position_;
    switch (token.kind) {
      case TokenKind::kInteger:
        PushInteger(token.integer);
        return Status();
      case TokenKind::kText:
        PushNamed(ParsedNodeKind::kText, token.text);
        return Status();
      case TokenKind::kName:
        return ReadWord(token.text);
      case TokenKind::kOpen:
        pending_.push_back(Pending{});
        return Status();
      case TokenKind::kOperator:
        if (token.text != "-" || Current().kind != TokenKind::kInteger) break;
        PushInteger(-Current().integer);
        ++position_;
        return Status();
      case TokenKind::kClose:
      case TokenKind::kComma:
      case TokenKind::kEnd:
        break;
    }
    return Malformed("operand is missing");
  }

  Status ReadWord(const std::string& word) {
    if (word == "and" || word == "or" || word == "is") return Malformed("operand is missing");
    if (word == "not") return PushNot();
    if (word != "null") return ReadName(word);
    PushNamed(ParsedNodeKind::kNull, std::string());
    return Status();
  }

  Status ReadName(const std::string& name) {
    if (Current().kind == TokenKind::kOpen) {
      ++position_;
      Pending call;
      call.name = name;
      pending_.push_back(call);
      return Status();
    }
    PushNamed(ParsedNodeKind::kColumn, name);
    return Status();
  }

  Status ReadAfterOperand() {
    const Token token = Current();
    ++position_;
    switch (token.kind) {
      case TokenKind::kOperator:
        return PushOperator(token.text);
      case TokenKind::kComma:
        return EndArgument();
      case TokenKind::kClose:
        return CloseParenthesis();
      case TokenKind::kName:
        if (token.text == "and" || token.text == "or") return PushOperator(token.text);
        if (token.text == "is") return ReadTest();
        break;
      case TokenKind::kInteger:
      case TokenKind::kText:
      case TokenKind::kOpen:
      case TokenKind::kEnd:
        break;
    }
    return Malformed("operator is missing");
  }

  bool Skip(const std::string& word) {
    if (Current().kind != TokenKind::kName || Current().text != word) return false;
    ++position_;
    return true;
  }

  /// Reads what follows IS.
  Status ReadTest() {
    const bool is_negated = Skip("not");
    if (!Skip("null")) return Malformed("NULL is missing");
    Status status = ReduceOperators(kComparisonPrecedence);
    if (!status.ok()) return status;
    status = PushCall("isnull", 1);
    if (!status.ok() || !is_negated) return status;
    return PushCall("not", 1);
  }

  Status PushNot() {
    if (!pending_.empty() && pending_.back().is_operator &&
        Precedence(pending_.back().name) > kNotPrecedence) {
      return Malformed("NOT behind an operator that binds tighter");
    }
    Pending pending;
    pending.is_operator = true;
    pending.name = "not";
    pending_.push_back(pending);
    return Status();
  }

  Status PushOperator(const std::string& name) {
    Status status = ReduceOperators(Precedence(name));
    if (!status.ok()) return status;
    Pending pending;
    pending.is_operator = true;
    pending.name = name;
    pending_.push_back(pending);
    expects_operand_ = true;
    return Status();
  }

  Status EndArgument() {
    Status status = ReduceOperators(0);
    if (!status.ok()) return status;
    if (pending_.empty() || pending_.back().name.empty()) return Malformed("comma outside a call");
    pending_.back().argument_count += 1;
    expects_operand_ = true;
    return Status();
  }

  Status CloseParenthesis() {
    Status status = ReduceOperators(0);
    if (!status.ok()) return status;
    if (pending_.empty()) return Malformed("parenthesis is not open");
    const Pending closed = pending_.back();
    pending_.pop_back();
    if (closed.name.empty()) return Status();
    return PushCall(closed.name, closed.argument_count + 1);
  }

  /// Applies the operators on top of the stack that bind at least as tightly as `precedence`.
  Status ReduceOperators(int precedence) {
    while (!pending_.empty() && pending_.back().is_operator &&
           Precedence(pending_.back().name) >= precedence) {
      const std::string name = pending_.back().name;
      pending_.pop_back();
      Status status = PushCall(name, name == "not" ? 1 : 2);
      if (!status.ok()) return status;
    }
    return Status();
  }

  Status PushCall(const std::string& name, std::int64_t argument_count) {
    if (argument_count > kMaxArgumentCount) return Malformed("too many arguments");
    IL_CHECK(static_cast<std::int64_t>(operands_.size()) >= argument_count);
    ParsedNode node;
    node.kind = ParsedNodeKind::kCall;
    node.name = name;
    node.argument_count = argument_count;
    if (argument_count == 2) {
      node.second_argument = operands_.back();
      operands_.pop_back();
    }
    node.first_argument = operands_.back();
    operands_.pop_back();
    PushNode(node);
    return Status();
  }

  const std::string& text_;
  const std::vector<Token>& tokens_;
  std::size_t position_ = 0;
  bool expects_operand_ = true;
  ParsedExpression expression_;
  std::vector<std::int64_t> operands_;  // indexes of nodes without a parent yet
  std::vector<Pending> pending_;
};

}  // namespace

StatusOr<ParsedExpression> ParseExpression(const std::string& text) {
  StatusOr<std::vector<Token>> tokens = Tokenize(text);
  if (!tokens.ok()) return tokens.status();
  Parser parser(text, tokens.value());
  return parser.Parse();
}

}  // namespace interlock::reference
