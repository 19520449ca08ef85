// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/differential/sqlite_oracle.h"

#include <sqlite3.h>

#include <cstdlib>
#include <iostream>
#include <limits>

#include "reference/status/check.h"
#include "tests/differential/function_forms.h"

namespace interlock::reference {
namespace {

/// The largest uint64 that SQLite has as an integer.
constexpr std::uint64_t kIntegerMax =
    static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

class SqliteDatabase final : public SqliteOracle {
 public:
  SqliteDatabase() { IL_CHECK(sqlite3_open(":memory:", &database_) == SQLITE_OK); }
  ~SqliteDatabase() override { sqlite3_close(database_); }

  std::vector<JoinedRow> Join(const JoinCase& join_case) override;
  std::string QueryOf(const JoinCase& join_case) const override;

 private:
  void Execute(const std::string& statement);
  void LoadSide(const CaseSide& side, const std::string& table, std::int64_t indexed_column);
  sqlite3_stmt* Prepare(const std::string& statement);
  void Require(bool is_ok) const;

  sqlite3* database_ = nullptr;
};

void SqliteDatabase::Require(bool is_ok) const {
  if (is_ok) return;
  std::cerr << "SQLite: " << sqlite3_errmsg(database_) << "\n";
  std::abort();
}

void SqliteDatabase::Execute(const std::string& statement) {
  Require(sqlite3_exec(database_, statement.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
}

sqlite3_stmt* SqliteDatabase::Prepare(const std::string& statement) {
  sqlite3_stmt* prepared = nullptr;
  Require(sqlite3_prepare_v2(database_, statement.c_str(), -1, &prepared, nullptr) == SQLITE_OK);
  return prepared;
}

int Bind(sqlite3_stmt* insert, int parameter, const Value& value) {
  switch (value.kind()) {
    case ValueKind::kNull:
      return sqlite3_bind_null(insert, parameter);
    case ValueKind::kInteger:
      return sqlite3_bind_int64(insert, parameter, value.integer());
    case ValueKind::kUnsigned: {
      const std::uint64_t number = value.unsigned_number();
      if (number <= kIntegerMax) {
        return sqlite3_bind_int64(insert, parameter, static_cast<std::int64_t>(number));
      }
      std::uint8_t highest_first[8];
      for (int i = 0; i < 8; ++i)
        highest_first[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
      return sqlite3_bind_blob(insert, parameter, highest_first, 8, SQLITE_TRANSIENT);
    }
    case ValueKind::kDouble:
      return sqlite3_bind_double(insert, parameter, value.floating());
    case ValueKind::kBytes:
      // A null pointer would be a NULL, but data() of an empty string is none.
      return sqlite3_bind_blob(insert, parameter, value.bytes().data(),
                               static_cast<int>(value.bytes().size()), SQLITE_TRANSIENT);
  }
  return SQLITE_ERROR;
}

/// Columns have no type in the tables, so SQLite stores every value as it is bound.
void SqliteDatabase::LoadSide(const CaseSide& side, const std::string& table,
                              std::int64_t indexed_column) {
  std::string columns = "id INTEGER PRIMARY KEY";
  std::string places = "?";
  for (std::size_t i = 0; i < side.types.size(); ++i) {
    columns += ", c" + std::to_string(i);
    places += ", ?";
  }
  Execute("CREATE TABLE " + table + "(" + columns + ")");
  sqlite3_stmt* const insert = Prepare("INSERT INTO " + table + " VALUES(" + places + ")");
  for (std::size_t i = 0; i < side.rows.size(); ++i) {
    Require(sqlite3_bind_int64(insert, 1, static_cast<std::int64_t>(i)) == SQLITE_OK);
    for (std::size_t j = 0; j < side.rows[i].size(); ++j) {
      Require(Bind(insert, static_cast<int>(j) + 2, side.rows[i][j]) == SQLITE_OK);
    }
    Require(sqlite3_step(insert) == SQLITE_DONE);
    Require(sqlite3_reset(insert) == SQLITE_OK);
  }
  sqlite3_finalize(insert);
  Execute("CREATE INDEX " + table + "_key ON " + table + "(c" + std::to_string(indexed_column) +
          ")");
}

/// `<> 0` makes the numbers of every type truth values; the blobs of large uint64 are not 0,
/// either.
std::string ConditionSql(const Expression& expression, std::int64_t left_count) {
  return "(" +
         RenderExpression(expression,
                          [left_count](std::int64_t column) {
                            return column < left_count
                                       ? "l.c" + std::to_string(column)
                                       : "r.c" + std::to_string(column - left_count);
                          }) +
         " <> 0)";
}

std::string KeysSql(const JoinSpec& spec) {
  std::string sql;
  for (std::size_t i = 0; i < spec.left_keys.size(); ++i) {
    if (i > 0) sql += " AND ";
    sql +=
        "l.c" + std::to_string(spec.left_keys[i]) + " = r.c" + std::to_string(spec.right_keys[i]);
  }
  return sql;
}

std::string SqliteDatabase::QueryOf(const JoinCase& join_case) const {
  const JoinSpec& spec = join_case.spec;
  const std::int64_t left_count = static_cast<std::int64_t>(join_case.left.types.size());
  const std::string condition =
      spec.other_condition.has_value() ? ConditionSql(*spec.other_condition, left_count) : "1";
  std::string match = KeysSql(spec);
  if (spec.preserved_filter.has_value()) {
    const bool is_left = PreservedSide(spec.type) == JoinSide::kLeft;
    match += " AND " + ConditionSql(*spec.preserved_filter, is_left ? left_count : 0);
  }
  const std::string is_true = "EXISTS (SELECT 1 FROM r WHERE " + match + " AND " + condition + ")";
  const std::string is_null =
      "EXISTS (SELECT 1 FROM r WHERE " + match + " AND " + condition + " IS NULL)";
  switch (spec.type) {
    case JoinType::kInner:
      return "SELECT l.id, r.id, 0 FROM l JOIN r ON " + match + " AND " + condition;
    case JoinType::kLeftOuter:
      return "SELECT l.id, r.id, 0 FROM l LEFT JOIN r ON " + match + " AND " + condition;
    case JoinType::kRightOuter:
      return "SELECT l.id, r.id, 0 FROM r LEFT JOIN l ON " + match + " AND " + condition;
    case JoinType::kSemi:
      return "SELECT l.id, NULL, 0 FROM l WHERE " + is_true;
    case JoinType::kAntiSemi:
      return "SELECT l.id, NULL, 0 FROM l WHERE NOT " + is_true + " AND NOT " + is_null;
    case JoinType::kLeftOuterSemi:
      return "SELECT l.id, NULL, CASE WHEN " + is_true + " THEN 1 WHEN " + is_null +
             " THEN NULL ELSE 0 END FROM l";
    case JoinType::kAntiLeftOuterSemi:
      return "SELECT l.id, NULL, CASE WHEN " + is_true + " THEN 0 WHEN " + is_null +
             " THEN NULL ELSE 1 END FROM l";
  }
  return "";
}

std::int64_t RowNumber(sqlite3_stmt* query, int column) {
  if (sqlite3_column_type(query, column) == SQLITE_NULL) return -1;
  return sqlite3_column_int64(query, column);
}

TruthValue MarkOf(sqlite3_stmt* query, int column) {
  if (sqlite3_column_type(query, column) == SQLITE_NULL) return TruthValue::kNull;
  return sqlite3_column_int64(query, column) != 0 ? TruthValue::kTrue : TruthValue::kFalse;
}

std::vector<JoinedRow> SqliteDatabase::Join(const JoinCase& join_case) {
  IL_CHECK(CanJudge(join_case));
  Execute("BEGIN");
  LoadSide(join_case.left, "l", join_case.spec.left_keys.front());
  LoadSide(join_case.right, "r", join_case.spec.right_keys.front());
  std::vector<JoinedRow> rows;
  sqlite3_stmt* const query = Prepare(QueryOf(join_case));
  int result = sqlite3_step(query);
  for (; result == SQLITE_ROW; result = sqlite3_step(query)) {
    rows.push_back({RowNumber(query, 0), RowNumber(query, 1), MarkOf(query, 2)});
  }
  Require(result == SQLITE_DONE);
  sqlite3_finalize(query);
  Execute("ROLLBACK");
  return rows;
}

}  // namespace

std::unique_ptr<SqliteOracle> SqliteOracle::Open() { return std::make_unique<SqliteDatabase>(); }

}  // namespace interlock::reference
