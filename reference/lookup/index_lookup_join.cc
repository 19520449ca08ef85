// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/lookup/index_lookup_join.h"

#include <optional>
#include <string>
#include <utility>

#include "annotations/thread.h"
#include "reference/join/worker_count.h"

namespace interlock::reference {
namespace {

Row Concatenate(const Row& left, const Row& right) {
  Row row;
  for (std::size_t i = 0; i < left.size(); ++i) row.push_back(left[i]);
  for (std::size_t i = 0; i < right.size(); ++i) row.push_back(right[i]);
  return row;
}

Row NullRow(std::int64_t column_count) {
  Row row;
  for (std::int64_t i = 0; i < column_count; ++i) row.push_back(Value());
  return row;
}

/// Cuts the chunks of a row source into batches. Thread-compatible; lives in the outer worker.
class BatchReader {
 public:
  BatchReader(SessionVars& session, RowSource& source) : session_(session), source_(source) {}

  /// Moves up to `row_count` rows into `rows`; fewer only at the end of the source.
  Status Read(std::int64_t row_count, std::vector<Row>& rows) {
    while (static_cast<std::int64_t>(rows.size()) < row_count) {
      if (next_row_index_ == chunk_.row_count()) {
        Status status = source_.Next(session_, chunk_);
        if (!status.ok()) return status;
        next_row_index_ = 0;
        if (chunk_.row_count() == 0) return Status();
      }
      chunk_.CopyRowTo(next_row_index_, rows);
      ++next_row_index_;
    }
    return Status();
  }

 private:
  SessionVars& session_;
  RowSource& source_;
  Chunk chunk_;
  std::int64_t next_row_index_ = 0;
};

}  // namespace

IndexLookupJoin::IndexLookupJoin(SessionVars& session, RowSource& outer_child,
                                 const PartitionedTable& inner_table,
                                 const LookupJoinOptions& options)
    : session_(session),
      outer_child_(outer_child),
      inner_table_(inner_table),
      reader_builder_(inner_table),
      options_(options),
      outer_column_count_(outer_child.column_count()),
      inner_column_count_(static_cast<std::int64_t>(inner_table.definition().column_names.size())),
      inner_tasks_(CapacityForWorkers(options.inner_worker_count)),
      tickets_(CapacityForWorkers(options.inner_worker_count)),
      finished_(false) {}

StatusOr<ResultRows> IndexLookupJoin::Run() {
  Status options_status = CheckOptions();
  if (!options_status.ok()) return options_status;
  MakeSlots();
  ResultRows rows;
  {
    Thread outer_worker([this]() IL_ROLE("outer worker") { RunOuterWorker(); });
    std::vector<Thread> inner_workers;
    for (std::int64_t i = 0; i < options_.inner_worker_count; ++i) {
      inner_workers.emplace_back([this]() IL_ROLE("inner worker") { RunInnerWorker(); });
    }
    rows = JoinTasks();
  }  // joins the inner workers and the outer worker
  Status status = first_error_.Get();
  if (!status.ok()) return status;
  return rows;
}

Status IndexLookupJoin::CheckOptions() const {
  if (!IsWorkerCount(options_.inner_worker_count)) {
    return InvalidArgument("inner worker count out of range: count=" +
                           std::to_string(options_.inner_worker_count));
  }
  if (options_.outer_key_column < 0 || options_.outer_key_column >= outer_column_count_) {
    return InvalidArgument("outer key column out of range: column=" +
                           std::to_string(options_.outer_key_column));
  }
  if (options_.first_batch_row_count < 1 ||
      options_.max_batch_row_count < options_.first_batch_row_count) {
    return InvalidArgument("batch row counts out of range: first=" +
                           std::to_string(options_.first_batch_row_count));
  }
  return Status();
}

void IndexLookupJoin::MakeSlots() {
  for (std::int64_t i = 0; i < options_.inner_worker_count + 2; ++i) {
    slots_.push_back(std::make_unique<TaskSlot>());
  }
}

ResultRows IndexLookupJoin::JoinTasks() {
  ResultRows rows;
  rows.column_count = outer_column_count_ + inner_column_count_;
  while (true) {
    std::optional<std::unique_ptr<TaskTicket>> ticket = tickets_.Receive();
    if (!ticket.has_value()) return rows;
    const std::size_t slot_index = static_cast<std::size_t>((*ticket)->slot_index);
    std::optional<std::unique_ptr<LookupTask>> received = slots_[slot_index]->done.Receive();
    IL_CHECK(received.has_value());
    std::unique_ptr<LookupTask> task = std::move(*received);
    if (!task->status.ok()) {
      Fail(task->status);
    } else if (!finished_.Load()) {
      JoinTask(*task, rows);
    }
  }
}

void IndexLookupJoin::JoinTask(const LookupTask& task, ResultRows& rows) const {
  for (std::size_t i = 0; i < task.outer_rows.size(); ++i) {
    JoinOuterRow(task, task.outer_rows[i], rows);
  }
}

void IndexLookupJoin::JoinOuterRow(const LookupTask& task, const Row& outer_row,
                                   ResultRows& rows) const {
  const Value& key = outer_row[static_cast<std::size_t>(options_.outer_key_column)];
  bool is_matched = false;
  if (!key.is_null() && task.inner_rows.contains(key.integer())) {
    const std::vector<Row>& inner_rows = task.inner_rows.at(key.integer());
    for (std::size_t i = 0; i < inner_rows.size(); ++i) {
      rows.rows.push_back(Concatenate(outer_row, inner_rows[i]));
      is_matched = true;
    }
  }
  if (is_matched || options_.kind != JoinKind::kLeftOuter) return;
  rows.rows.push_back(Concatenate(outer_row, NullRow(inner_column_count_)));
}

void IndexLookupJoin::RunOuterWorker() {
  BatchReader reader(session_, outer_child_);
  std::int64_t batch_row_count = options_.first_batch_row_count;
  std::int64_t slot_index = 0;
  while (!finished_.Load()) {
    auto task = std::make_unique<LookupTask>();
    task->slot_index = slot_index;
    Status status = reader.Read(batch_row_count, task->outer_rows);
    if (!status.ok()) {
      Fail(status);
      break;
    }
    if (task->outer_rows.empty()) break;
    auto ticket = std::make_unique<TaskTicket>();
    ticket->slot_index = slot_index;
    const bool task_sent = inner_tasks_.Send(std::move(task));
    const bool ticket_sent = tickets_.Send(std::move(ticket));
    IL_CHECK(task_sent && ticket_sent);
    slot_index = slot_index + 1 == options_.inner_worker_count + 2 ? 0 : slot_index + 1;
    const bool can_double = batch_row_count <= options_.max_batch_row_count / 2;
    batch_row_count = can_double ? 2 * batch_row_count : options_.max_batch_row_count;
  }
  inner_tasks_.Close();
  tickets_.Close();
}

void IndexLookupJoin::RunInnerWorker() {
  while (true) {
    std::optional<std::unique_ptr<LookupTask>> received = inner_tasks_.Receive();
    if (!received.has_value()) return;
    std::unique_ptr<LookupTask> task = std::move(*received);
    if (!finished_.Load()) {
      const Status status = HandleTask(*task);
      task->status = status;
    }
    const std::size_t slot_index = static_cast<std::size_t>(task->slot_index);
    const bool sent = slots_[slot_index]->done.Send(std::move(task));
    IL_CHECK(sent);
  }
}

Status IndexLookupJoin::HandleTask(LookupTask& task) {
  StatusOr<std::set<std::int64_t>> keys = KeysOf(task.outer_rows);
  if (!keys.ok()) return keys.status();
  StatusOr<IndexReader> reader = reader_builder_.Build(session_, keys.value());
  if (!reader.ok()) return reader.status();
  reader.value().Read(keys.value(), task.inner_rows);
  session_.statement().RecordRead(inner_table_.definition().id,
                                  static_cast<std::int64_t>(task.inner_rows.size()));
  return Status();
}

StatusOr<std::set<std::int64_t>> IndexLookupJoin::KeysOf(const std::vector<Row>& outer_rows) const {
  std::set<std::int64_t> keys;
  for (std::size_t i = 0; i < outer_rows.size(); ++i) {
    const Value& key = outer_rows[i][static_cast<std::size_t>(options_.outer_key_column)];
    if (key.is_null()) continue;
    if (key.kind() != ValueKind::kInteger) {
      return InvalidArgument("outer key is no integer: value=" + key.ToText());
    }
    keys.insert(key.integer());
  }
  return keys;
}

void IndexLookupJoin::Fail(const Status& status) {
  first_error_.Set(status);
  finished_.Store(true);
}

}  // namespace interlock::reference
