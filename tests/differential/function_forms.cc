// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/function_forms.h"

#include <algorithm>

#include "reference/expression/scalar_function.h"
#include "reference/status/check.h"

namespace interlock::reference {
namespace {

/// A function by the name that the engine knows it under. Thread-compatible.
struct NamedForm {
  const char* name;
  std::int64_t argument_count;
  const char* sql;
  bool is_comparison = false;
};

// In SQLite as in the engine a NULL argument and x % 0 give NULL, except that AND and OR follow
// three-valued logic, and IS compares NULLs, too.
constexpr NamedForm kNamedForms[] = {
    {"%", 2, "($1 % $2)"},         {"abs", 1, "abs($1)"},         {"+", 2, "($1 + $2)"},
    {"-", 2, "($1 - $2)"},         {"*", 2, "($1 * $2)"},         {"=", 2, "($1 = $2)", true},
    {"<>", 2, "($1 <> $2)", true}, {"<", 2, "($1 < $2)", true},   {"<=", 2, "($1 <= $2)", true},
    {">", 2, "($1 > $2)", true},   {">=", 2, "($1 >= $2)", true}, {"<=>", 2, "($1 IS $2)", true},
    {"and", 2, "($1 AND $2)"},     {"or", 2, "($1 OR $2)"},       {"not", 1, "(NOT $1)"},
    {"isnull", 1, "($1 IS NULL)"},
};

std::vector<FunctionForm> MakeForms() {
  std::vector<FunctionForm> forms;
  for (const NamedForm& named : kNamedForms) {
    const StatusOr<ScalarFunction> function = FindScalarFunction(named.name, named.argument_count);
    if (!function.ok()) continue;
    forms.push_back({function.value(), named.argument_count, named.sql, named.is_comparison});
  }
  return forms;
}

std::string Substitute(const std::string& form, const std::string& first,
                       const std::string& second) {
  std::string text;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '$') {
      text += form[i];
      continue;
    }
    text += form[++i] == '1' ? first : second;
  }
  return text;
}

}  // namespace

const std::vector<FunctionForm>& FunctionForms() {
  static const std::vector<FunctionForm> forms = MakeForms();
  return forms;
}

std::vector<FunctionForm> ComparisonForms() {
  std::vector<FunctionForm> comparisons;
  for (const FunctionForm& form : FunctionForms()) {
    if (form.is_comparison) comparisons.push_back(form);
  }
  return comparisons;
}

std::string RenderExpression(const Expression& expression,
                             const std::function<std::string(std::int64_t)>& column_name) {
  std::vector<std::string> texts;
  const auto text_of = [&](std::int64_t index) {
    return index < 0 ? std::string() : texts[static_cast<std::size_t>(index)];
  };
  for (std::int64_t i = 0; i < expression.node_count(); ++i) {
    const ExpressionNode& node = expression.NodeAt(i);
    if (node.kind == ExpressionNodeKind::kConstant) {
      texts.push_back(node.constant.is_null() ? "NULL" : std::to_string(node.constant.integer()));
    } else if (node.kind == ExpressionNodeKind::kColumn) {
      texts.push_back(column_name(node.column_index));
    } else {
      const auto form = std::find_if(
          FunctionForms().begin(), FunctionForms().end(),
          [&](const FunctionForm& candidate) { return candidate.function == node.function; });
      IL_CHECK(form != FunctionForms().end());
      texts.push_back(
          Substitute(form->sql, text_of(node.first_argument), text_of(node.second_argument)));
    }
  }
  IL_CHECK(!texts.empty());
  return texts.back();
}

}  // namespace interlock::reference
