// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/oracle.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "reference/status/check.h"

namespace interlock::reference {
namespace {

constexpr std::size_t kRowsShownMax = 5;

bool KeyCellsAreEqual(const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return false;
  switch (left.kind()) {
    case ValueKind::kInteger:
      if (right.kind() == ValueKind::kInteger) return left.integer() == right.integer();
      return std::cmp_equal(left.integer(), right.unsigned_number());
    case ValueKind::kUnsigned:
      if (right.kind() == ValueKind::kInteger) {
        return std::cmp_equal(left.unsigned_number(), right.integer());
      }
      return left.unsigned_number() == right.unsigned_number();
    case ValueKind::kDouble: {
      const double a = left.floating();
      const double b = right.floating();
      return a == b || (std::isnan(a) && std::isnan(b));
    }
    case ValueKind::kBytes:
      return left.bytes() == right.bytes();
    case ValueKind::kNull:
      break;
  }
  return false;
}

bool KeysAreEqual(const JoinSpec& spec, const Row& left, const Row& right) {
  for (std::size_t i = 0; i < spec.left_keys.size(); ++i) {
    if (!KeyCellsAreEqual(left[static_cast<std::size_t>(spec.left_keys[i])],
                          right[static_cast<std::size_t>(spec.right_keys[i])])) {
      return false;
    }
  }
  return true;
}

TruthValue TruthOf(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kNull:
      return TruthValue::kNull;
    case ValueKind::kInteger:
      return value.integer() != 0 ? TruthValue::kTrue : TruthValue::kFalse;
    case ValueKind::kUnsigned:
      return value.unsigned_number() != 0 ? TruthValue::kTrue : TruthValue::kFalse;
    case ValueKind::kDouble:
      return value.floating() != 0 ? TruthValue::kTrue : TruthValue::kFalse;
    case ValueKind::kBytes:
      break;
  }
  IL_CHECK(!"condition of type bytes");
  return TruthValue::kNull;
}

TruthValue Evaluate(const Expression& expression, const Row& row) {
  const StatusOr<Value> value = expression.Evaluate(row);
  IL_CHECK(value.ok());
  return TruthOf(value.value());
}

/// What the pairs of one left row with all right rows, or the other way round, came to.
struct Partners {
  std::vector<std::int64_t> rows;  // those whose condition is true
  bool has_null = false;           // some condition was NULL
};

class NestedLoop {
 public:
  NestedLoop(const JoinCase& join_case, ConditionCounts& counts)
      : case_(join_case), spec_(join_case.spec), counts_(counts) {}

  std::vector<JoinedRow> Join() {
    const bool is_right_first = spec_.type == JoinType::kRightOuter;
    const CaseSide& first = is_right_first ? case_.right : case_.left;
    std::vector<JoinedRow> result;
    for (std::size_t i = 0; i < first.rows.size(); ++i) {
      const std::int64_t row = static_cast<std::int64_t>(i);
      Emit(row, is_right_first ? PartnersOfRight(row) : PartnersOfLeft(row), result);
    }
    return result;
  }

 private:
  static const Row& RowOf(const CaseSide& side, std::int64_t row) {
    return side.rows[static_cast<std::size_t>(row)];
  }

  bool PassesFilter(const Row& preserved) const {
    return !spec_.preserved_filter.has_value() ||
           Evaluate(*spec_.preserved_filter, preserved) == TruthValue::kTrue;
  }

  TruthValue Condition(const Row& left, const Row& right) {
    if (!spec_.other_condition.has_value()) return TruthValue::kTrue;
    Row row = left;
    row.insert(row.end(), right.begin(), right.end());
    const TruthValue truth = Evaluate(*spec_.other_condition, row);
    if (truth == TruthValue::kTrue) ++counts_.true_count;
    if (truth == TruthValue::kFalse) ++counts_.false_count;
    if (truth == TruthValue::kNull) ++counts_.null_count;
    return truth;
  }

  void AddPair(const Row& left, const Row& right, std::int64_t partner, Partners& partners) {
    if (!KeysAreEqual(spec_, left, right)) return;
    const TruthValue truth = Condition(left, right);
    if (truth == TruthValue::kTrue) partners.rows.push_back(partner);
    if (truth == TruthValue::kNull) partners.has_null = true;
  }

  Partners PartnersOfLeft(std::int64_t left) {
    Partners partners;
    if (!PassesFilter(RowOf(case_.left, left))) return partners;
    for (std::size_t i = 0; i < case_.right.rows.size(); ++i) {
      AddPair(RowOf(case_.left, left), case_.right.rows[i], static_cast<std::int64_t>(i), partners);
    }
    return partners;
  }

  Partners PartnersOfRight(std::int64_t right) {
    Partners partners;
    if (!PassesFilter(RowOf(case_.right, right))) return partners;
    for (std::size_t i = 0; i < case_.left.rows.size(); ++i) {
      AddPair(case_.left.rows[i], RowOf(case_.right, right), static_cast<std::int64_t>(i),
              partners);
    }
    return partners;
  }

  void Emit(std::int64_t row, const Partners& partners, std::vector<JoinedRow>& result) const {
    const TruthValue mark = !partners.rows.empty() ? TruthValue::kTrue
                            : partners.has_null    ? TruthValue::kNull
                                                   : TruthValue::kFalse;
    switch (spec_.type) {
      case JoinType::kInner:
        for (std::int64_t partner : partners.rows) result.push_back({row, partner});
        break;
      case JoinType::kLeftOuter:
        for (std::int64_t partner : partners.rows) result.push_back({row, partner});
        if (partners.rows.empty()) result.push_back({row, -1});
        break;
      case JoinType::kRightOuter:
        for (std::int64_t partner : partners.rows) result.push_back({partner, row});
        if (partners.rows.empty()) result.push_back({-1, row});
        break;
      case JoinType::kSemi:
        if (mark == TruthValue::kTrue) result.push_back({row, -1});
        break;
      case JoinType::kAntiSemi:
        if (mark == TruthValue::kFalse) result.push_back({row, -1});
        break;
      case JoinType::kLeftOuterSemi:
        result.push_back({row, -1, mark});
        break;
      case JoinType::kAntiLeftOuterSemi:
        result.push_back({row, -1, Negate(mark)});
        break;
    }
  }

  static TruthValue Negate(TruthValue truth) {
    if (truth == TruthValue::kNull) return truth;
    return truth == TruthValue::kTrue ? TruthValue::kFalse : TruthValue::kTrue;
  }

  const JoinCase& case_;
  const JoinSpec& spec_;
  ConditionCounts& counts_;
};

void AppendCells(const CaseSide& side, const std::vector<std::int64_t>& columns, std::int64_t row,
                 Row& result) {
  for (std::int64_t column : columns) {
    result.push_back(
        row < 0 ? Value()
                : side.rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)]);
  }
}

}  // namespace

std::vector<JoinedRow> NestedLoopJoin(const JoinCase& join_case, ConditionCounts& counts) {
  return NestedLoop(join_case, counts).Join();
}

std::vector<std::string> ResultTexts(const JoinCase& join_case,
                                     const std::vector<JoinedRow>& joined_rows) {
  const JoinSpec& spec = join_case.spec;
  const bool has_mark =
      spec.type == JoinType::kLeftOuterSemi || spec.type == JoinType::kAntiLeftOuterSemi;
  std::vector<std::string> texts;
  texts.reserve(joined_rows.size());
  Row row;
  for (const JoinedRow& joined : joined_rows) {
    row.clear();
    AppendCells(join_case.left, spec.left_output, joined.left, row);
    AppendCells(join_case.right, spec.right_output, joined.right, row);
    if (has_mark) {
      row.push_back(joined.mark == TruthValue::kNull
                        ? Value()
                        : Value(std::int64_t{joined.mark == TruthValue::kTrue ? 1 : 0}));
    }
    texts.push_back(RowText(row));
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

std::vector<DataType> ExpectedTypes(const JoinCase& join_case) {
  const JoinSpec& spec = join_case.spec;
  std::vector<DataType> types;
  for (std::int64_t column : spec.left_output) {
    types.push_back(join_case.left.types[static_cast<std::size_t>(column)]);
  }
  for (std::int64_t column : spec.right_output) {
    types.push_back(join_case.right.types[static_cast<std::size_t>(column)]);
  }
  if (spec.type == JoinType::kLeftOuterSemi || spec.type == JoinType::kAntiLeftOuterSemi) {
    types.push_back(DataType::kInt64);
  }
  return types;
}

std::string DescribeDifference(const std::vector<std::string>& actual,
                               const std::vector<std::string>& expected) {
  std::vector<std::string> missing;
  std::vector<std::string> extra;
  std::set_difference(expected.begin(), expected.end(), actual.begin(), actual.end(),
                      std::back_inserter(missing));
  std::set_difference(actual.begin(), actual.end(), expected.begin(), expected.end(),
                      std::back_inserter(extra));
  std::string text;
  const auto show = [&text](const char* name, const std::vector<std::string>& rows) {
    if (rows.empty()) return;
    text += std::string(name) + " " + std::to_string(rows.size()) + " rows\n";
    for (std::size_t i = 0; i < std::min(rows.size(), kRowsShownMax); ++i) {
      text += "  " + rows[i] + "\n";
    }
  };
  show("missing:", missing);
  show("too many:", extra);
  return text;
}

}  // namespace interlock::reference
