// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// DuckDbPeer: DuckDB as the second engine, through its C API, from a shared library that the caller
// names. Nothing of DuckDB is needed to build: the library is opened when the program runs.
//
// Thread safety: thread-hostile (the library is opened for the whole process and stays open).
//
// Invariants
//   1. An in-memory database with the tables of at most one data set.

#include <memory>
#include <string>
#include <vector>

#include "reference/status/status.h"
#include "tests/bench/join/data_set.h"
#include "tests/bench/join/join_kind.h"
#include "tests/bench/join/measurement.h"

namespace interlock::bench {

struct DuckDbFunctions;

/// One connection. Thread-hostile.
class DuckDbPeer {
 public:
  /// Opens the library and a database.
  ///
  /// Errors: kNotFound, with the loader's or DuckDB's message.
  static reference::StatusOr<std::unique_ptr<DuckDbPeer>> Open(const std::string& library);
  ~DuckDbPeer();
  DuckDbPeer(const DuckDbPeer&) = delete;
  DuckDbPeer& operator=(const DuckDbPeer&) = delete;

  std::string version() const;

  /// Fills the tables p and b, in place of those of the data set before.
  reference::Status Load(const DataSet& data);
  /// Runs the join of the loaded tables. Errors: kInternal, with DuckDB's message.
  reference::StatusOr<Measurement> Run(const DataSetSpec& spec, const MeasuredKind& kind,
                                       std::int64_t thread_count);

 private:
  DuckDbPeer();
  reference::Status Query(const std::string& sql, std::int64_t column_count,
                          std::vector<std::string>* cells);
  reference::Status LoadTable(const char* name, const Table& table);

  std::unique_ptr<DuckDbFunctions> functions_;
  void* database_ = nullptr;
  void* connection_ = nullptr;
};

}  // namespace interlock::bench
