// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// IndexLookupJoin: for batches of outer rows, look up the inner rows with their keys. Rows come out
// in outer order.
//
// Roles (docs/engine.md has the picture)
//   main          Run: starts the others, joins each finished task in outer order
//   outer worker  reads the outer child, cuts it into tasks
//   inner worker  N of them; each takes a task, builds a reader, reads the inner rows
//
// Thread safety: thread-compatible: one thread calls Run, once.
//
// Invariants
//   1. A task is owned by the thread that holds it: outer worker, inner worker, then main. Main
//   learns
//      the order of tasks from tickets, which never point into a task.
//   2. A task is pushed to inner_tasks_ before its ticket is pushed to tickets_.
//   3. Tasks that main has not finished have different slots: at most capacity(tickets_) + 2 exist,
//      and there are as many slots. So a slot's channel (capacity 1) never blocks its sender.

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

#include "annotations/atomic.h"
#include "annotations/channel.h"
#include "reference/join/first_error.h"
#include "reference/join/hash_join_v1.h"
#include "reference/lookup/index_reader.h"
#include "reference/lookup/partitioned_table.h"
#include "reference/rows/chunk.h"
#include "reference/session/row_source.h"
#include "reference/session/session_vars.h"
#include "reference/status/status.h"

namespace interlock::reference {

/// What an index lookup join does. Thread-compatible.
struct LookupJoinOptions {
  JoinKind kind = JoinKind::kInner;
  std::int64_t outer_key_column = 0;
  std::int64_t inner_worker_count = 5;
  std::int64_t first_batch_row_count = 32;  // doubles from task to task
  std::int64_t max_batch_row_count = 25000;
};

/// A batch of outer rows, and the inner rows with their keys. Thread-compatible.
struct LookupTask {
  std::int64_t slot_index = 0;
  std::vector<Row> outer_rows;
  RowsByKey inner_rows;
  Status status;
};

/// Says that the next task in outer order arrives in this slot. Thread-compatible.
struct TaskTicket {
  std::int64_t slot_index = 0;
};

/// Where one unfinished task arrives when its inner rows are there. Thread-safe.
struct TaskSlot {
  Channel<std::unique_ptr<LookupTask>> done{1};
};

/// Index lookup join that keeps the outer order. Thread-compatible.
class IndexLookupJoin {
 public:
  /// Requires: session, child and inner table outlive the join.
  IndexLookupJoin(SessionVars& session, RowSource& outer_child, const PartitionedTable& inner_table,
                  const LookupJoinOptions& options);
  IndexLookupJoin(const IndexLookupJoin&) = delete;
  IndexLookupJoin& operator=(const IndexLookupJoin&) = delete;

  /// Runs the join to its end. Rows hold the outer child's columns, then the inner table's.
  ///
  /// Errors:  kInvalidArgument for an option out of range or a key that is no integer; the first
  /// error
  ///          of the child or of an inner worker. No thread of the join runs after the return.
  /// Threads: one thread, once.
  StatusOr<ResultRows> Run();

 private:
  Status CheckOptions() const;
  void MakeSlots();
  ResultRows JoinTasks();
  void JoinTask(const LookupTask& task, ResultRows& rows) const;
  void JoinOuterRow(const LookupTask& task, const Row& outer_row, ResultRows& rows) const;

  void RunOuterWorker();
  void RunInnerWorker();

  Status HandleTask(LookupTask& task);
  StatusOr<std::set<std::int64_t>> KeysOf(const std::vector<Row>& outer_rows) const;
  void Fail(const Status& status);

  SessionVars& session_;
  RowSource& outer_child_;
  const PartitionedTable& inner_table_;
  const ReaderBuilder reader_builder_;
  const LookupJoinOptions options_;
  const std::int64_t outer_column_count_;
  const std::int64_t inner_column_count_;

  Channel<std::unique_ptr<LookupTask>> inner_tasks_;
  Channel<std::unique_ptr<TaskTicket>> tickets_;
  std::vector<std::unique_ptr<TaskSlot>> slots_;

  FirstError first_error_;
  Atomic<bool> finished_;
};

}  // namespace interlock::reference
