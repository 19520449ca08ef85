// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/join/duckdb_peer.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>

namespace interlock::bench {

using reference::Chunk;
using reference::Column;
using reference::DataType;
using reference::Internal;
using reference::NotFound;
using reference::Status;
using reference::StatusOr;

namespace {

constexpr int kDuckBigInt = 5;
constexpr int kDuckVarchar = 17;

/// Larger than the library's own duckdb_result.
struct DuckResult {
  void* opaque[16];
};

std::string ColumnName(const Table& table, std::size_t column) {
  const std::size_t keys = static_cast<std::size_t>(table.key_column_count);
  return column < keys ? "k" + std::to_string(column) : "v" + std::to_string(column - keys);
}

}  // namespace

/// The functions of the C API that are used here, with the types of duckdb.h; handles are pointers.
struct DuckDbFunctions {
  int (*open)(const char*, void**);
  void (*close)(void**);
  int (*connect)(void*, void**);
  void (*disconnect)(void**);
  int (*query)(void*, const char*, DuckResult*);
  const char* (*result_error)(DuckResult*);
  void (*destroy_result)(DuckResult*);
  char* (*value_varchar)(DuckResult*, std::uint64_t column, std::uint64_t row);
  void (*free)(void*);
  const char* (*library_version)();
  int (*appender_create)(void*, const char* schema, const char* table, void**);
  const char* (*appender_error)(void*);
  int (*append_data_chunk)(void*, void*);
  int (*appender_destroy)(void**);
  void* (*create_logical_type)(int);
  void (*destroy_logical_type)(void**);
  void* (*create_data_chunk)(void**, std::uint64_t);
  void (*data_chunk_reset)(void*);
  void* (*data_chunk_get_vector)(void*, std::uint64_t);
  void (*data_chunk_set_size)(void*, std::uint64_t);
  void* (*vector_get_data)(void*);
  void (*vector_assign)(void*, std::uint64_t row, const char*, std::uint64_t size_bytes);
  void (*destroy_data_chunk)(void**);
};

namespace {

/// Finds `name`; the first one that is missing stays in `missing`.
template <typename Function>
void Find(void* library, const char* name, Function& function, std::string& missing) {
  void* const symbol = dlsym(library, name);
  if (symbol == nullptr && missing.empty()) missing = name;
  function = reinterpret_cast<Function>(symbol);
}

std::string FindAll(void* library, DuckDbFunctions& api) {
  std::string missing;
  Find(library, "duckdb_open", api.open, missing);
  Find(library, "duckdb_close", api.close, missing);
  Find(library, "duckdb_connect", api.connect, missing);
  Find(library, "duckdb_disconnect", api.disconnect, missing);
  Find(library, "duckdb_query", api.query, missing);
  Find(library, "duckdb_result_error", api.result_error, missing);
  Find(library, "duckdb_destroy_result", api.destroy_result, missing);
  Find(library, "duckdb_value_varchar", api.value_varchar, missing);
  Find(library, "duckdb_free", api.free, missing);
  Find(library, "duckdb_library_version", api.library_version, missing);
  Find(library, "duckdb_appender_create", api.appender_create, missing);
  Find(library, "duckdb_appender_error", api.appender_error, missing);
  Find(library, "duckdb_append_data_chunk", api.append_data_chunk, missing);
  Find(library, "duckdb_appender_destroy", api.appender_destroy, missing);
  Find(library, "duckdb_create_logical_type", api.create_logical_type, missing);
  Find(library, "duckdb_destroy_logical_type", api.destroy_logical_type, missing);
  Find(library, "duckdb_create_data_chunk", api.create_data_chunk, missing);
  Find(library, "duckdb_data_chunk_reset", api.data_chunk_reset, missing);
  Find(library, "duckdb_data_chunk_get_vector", api.data_chunk_get_vector, missing);
  Find(library, "duckdb_data_chunk_set_size", api.data_chunk_set_size, missing);
  Find(library, "duckdb_vector_get_data", api.vector_get_data, missing);
  Find(library, "duckdb_vector_assign_string_element_len", api.vector_assign, missing);
  Find(library, "duckdb_destroy_data_chunk", api.destroy_data_chunk, missing);
  return missing;
}

/// Copies a chunk into DuckDB's vectors.
void FillDataChunk(const DuckDbFunctions& api, const Chunk& chunk, void* target) {
  api.data_chunk_reset(target);
  for (std::int64_t c = 0; c < chunk.column_count(); ++c) {
    const Column& column = chunk.column(c);
    void* const vector = api.data_chunk_get_vector(target, static_cast<std::uint64_t>(c));
    if (IsFixed(column.type())) {
      std::memcpy(api.vector_get_data(vector), column.words().data(),
                  column.words().size() * sizeof(std::uint64_t));
      continue;
    }
    for (std::int64_t row = 0; row < chunk.row_count(); ++row) {
      const std::string_view cell = column.BytesAt(row);
      api.vector_assign(vector, static_cast<std::uint64_t>(row), cell.data(), cell.size());
    }
  }
  api.data_chunk_set_size(target, static_cast<std::uint64_t>(chunk.row_count()));
}

}  // namespace

DuckDbPeer::DuckDbPeer() : functions_(std::make_unique<DuckDbFunctions>()) {}

DuckDbPeer::~DuckDbPeer() {
  if (connection_ != nullptr) functions_->disconnect(&connection_);
  if (database_ != nullptr) functions_->close(&database_);
}

StatusOr<std::unique_ptr<DuckDbPeer>> DuckDbPeer::Open(const std::string& library) {
  void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return NotFound(std::string("peer library not loaded: ") + dlerror());
  std::unique_ptr<DuckDbPeer> peer(new DuckDbPeer());
  const std::string missing = FindAll(handle, *peer->functions_);
  if (!missing.empty()) return NotFound("function missing in peer library: " + missing);
  if (peer->functions_->open(nullptr, &peer->database_) != 0 ||
      peer->functions_->connect(peer->database_, &peer->connection_) != 0) {
    return NotFound("peer database not opened");
  }
  Status status = peer->Query("SET preserve_insertion_order=false", 0, nullptr);
  if (!status.ok()) return status;
  return peer;
}

std::string DuckDbPeer::version() const { return functions_->library_version(); }

Status DuckDbPeer::Query(const std::string& sql, std::int64_t column_count,
                         std::vector<std::string>* cells) {
  DuckResult result;
  std::memset(&result, 0, sizeof(result));
  Status status;
  if (functions_->query(connection_, sql.c_str(), &result) != 0) {
    const char* const message = functions_->result_error(&result);
    status = Internal("peer query failed: " + sql + ": " + (message == nullptr ? "" : message));
  } else if (cells != nullptr) {
    for (std::int64_t c = 0; c < column_count; ++c) {
      char* const cell = functions_->value_varchar(&result, static_cast<std::uint64_t>(c), 0);
      cells->push_back(cell == nullptr ? "NULL" : cell);
      if (cell != nullptr) functions_->free(cell);
    }
  }
  functions_->destroy_result(&result);
  return status;
}

Status DuckDbPeer::Load(const DataSet& data) {
  Status status = LoadTable("p", data.probe);
  return status.ok() ? LoadTable("b", data.build) : status;
}

Status DuckDbPeer::LoadTable(const char* name, const Table& table) {
  std::string columns;
  std::vector<void*> types;
  for (std::size_t c = 0; c < table.types.size(); ++c) {
    const bool is_word = IsFixed(table.types[c]);
    columns += (c == 0 ? "" : ", ") + ColumnName(table, c) + (is_word ? " BIGINT" : " VARCHAR");
    types.push_back(functions_->create_logical_type(is_word ? kDuckBigInt : kDuckVarchar));
  }
  Status status =
      Query(std::string("CREATE OR REPLACE TABLE ") + name + "(" + columns + ")", 0, nullptr);
  if (!status.ok()) return status;
  void* chunk = functions_->create_data_chunk(types.data(), types.size());
  void* appender = nullptr;
  if (functions_->appender_create(connection_, nullptr, name, &appender) != 0) {
    status = Internal(std::string("peer has no appender for table: ") + name);
  }
  for (std::size_t i = 0; i < table.chunks.size() && status.ok(); ++i) {
    FillDataChunk(*functions_, table.chunks[i], chunk);
    if (functions_->append_data_chunk(appender, chunk) != 0) {
      const char* const message = functions_->appender_error(appender);
      status = Internal(std::string("peer refused rows: ") + (message == nullptr ? "" : message));
    }
  }
  if (functions_->appender_destroy(&appender) != 0 && status.ok()) {
    status = Internal("peer refused rows");
  }
  functions_->destroy_data_chunk(&chunk);
  for (void*& type : types) functions_->destroy_logical_type(&type);
  return status;
}

StatusOr<Measurement> DuckDbPeer::Run(const DataSetSpec& spec, const MeasuredKind& kind,
                                      std::int64_t thread_count) {
  Status status = Query("SET threads=" + std::to_string(thread_count), 0, nullptr);
  if (!status.ok()) return status;
  const std::string sql = MakeSql(kind, spec);
  Measurement measurement;
  std::vector<std::string> cells;
  const ProcessClock clock;
  status = Query(sql, SqlColumnCount(kind, spec), &cells);
  clock.Stop(measurement);
  if (!status.ok()) return status;
  for (const std::string& cell : cells) {
    measurement.result += (measurement.result.empty() ? "" : ",") + cell;
  }
  return measurement;
}

}  // namespace interlock::bench
