// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/join/join_spill.h"

#include <algorithm>
#include <string>
#include <utility>

#include "annotations/thread.h"
#include "reference/join/partition_hash_table.h"
#include "reference/status/guarded.h"

namespace interlock::reference {
namespace {

// Among the actions of a tracker; cancelling the query comes last.
constexpr int kSpillPriority = 0;
// A join with less than this part of the limit is not worth a spill.
constexpr std::int64_t kEnoughDataDivisor = 20;
// What a spill brings the memory down to: this part of the limit.
constexpr std::int64_t kAfterSpillDivisor = 2;

}  // namespace

JoinSpill::JoinSpill(const JoinPlan& plan, const HashJoinResources& resources,
                     MemoryTracker& join_tracker)
    : MemoryAction(kSpillPriority),
      plan_(plan),
      storage_(resources.storage),
      killer_(resources.killer),
      join_tracker_(join_tracker),
      spilled_(static_cast<std::size_t>(plan.partition_count), 0) {}

void JoinSpill::Act(MemoryTracker& tracker) {
  bool needs_fallback = false;
  {
    MutexLock lock(mutex_);
    if (status_ == SpillStatus::kInSpilling) {
      while (status_ == SpillStatus::kInSpilling) spill_ended_.Wait(mutex_);
      return;
    }
    const bool is_enough =
        join_tracker_.consumed_bytes() >= tracker.limit_bytes() / kEnoughDataDivisor;
    if (!tracker.is_over_limit()) return;
    if (status_ == SpillStatus::kNeedSpill) {
      needs_fallback = !is_enough;
    } else if (may_spill_ && is_enough) {
      status_ = SpillStatus::kNeedSpill;
      consumed_bytes_.Store(tracker.consumed_bytes());
      limit_bytes_.Store(tracker.limit_bytes());
    } else {
      needs_fallback = true;
    }
  }
  if (needs_fallback) ActFallback(tracker);
}

bool JoinSpill::IsNeeded() {
  MutexLock lock(mutex_);
  return status_ == SpillStatus::kNeedSpill;
}

bool JoinSpill::TryEndBuild() {
  MutexLock lock(mutex_);
  if (status_ == SpillStatus::kNeedSpill) return false;
  may_spill_ = false;
  return true;
}

void JoinSpill::BeginRound() {
  MutexLock lock(mutex_);
  status_ = SpillStatus::kNotSpilled;
  may_spill_ = CanSpill();
}

Status JoinSpill::Spill(BuildWorkers& workers, std::vector<std::int64_t>* table_bytes) {
  bool is_asked = false;
  {
    MutexLock lock(mutex_);
    is_asked = status_ == SpillStatus::kNeedSpill;
    status_ = SpillStatus::kInSpilling;
  }
  Status status =
      RunGuarded([&]() -> Status { return SpillQuietly(workers, is_asked, table_bytes); });
  MutexLock lock(mutex_);
  status_ = SpillStatus::kNotSpilled;
  spill_ended_.NotifyAll();
  return status;
}

Status JoinSpill::SpillQuietly(BuildWorkers& workers, bool is_asked,
                               std::vector<std::int64_t>* table_bytes) {
  Status status = killer_.Poll();
  if (!status.ok()) return status;
  while (workers_.size() < workers.size()) {
    workers_.push_back(std::make_unique<WorkerSpill>(plan_, *storage_));
  }
  const std::vector<std::int64_t> partitions = ChoosePartitions(workers, is_asked, table_bytes);
  for (std::int64_t partition : partitions) spilled_[static_cast<std::size_t>(partition)] = 1;
  is_triggered_ = is_triggered_ || !partitions.empty();
  spill_count_ += 1;

  std::vector<Status> statuses(workers.size());
  {
    std::vector<Thread> spill_workers;
    spill_workers.reserve(workers.size());
    for (std::size_t w = 0; w < workers.size(); ++w) {
      spill_workers.emplace_back([this, w, &workers, &partitions,
                                  &statuses]() IL_ROLE("spill worker") {
        statuses[w] =
            RunGuarded([&]() -> Status { return workers_[w]->SpillRows(*workers[w], partitions); });
      });
    }
  }  // joins the spill workers
  std::int64_t released_bytes = 0;
  for (std::size_t w = 0; w < workers.size(); ++w) {
    released_bytes += workers_[w]->released_bytes();
    if (status.ok()) status = statuses[w];
  }
  if (table_bytes != nullptr) {
    for (std::int64_t partition : partitions) {
      std::int64_t& bytes = (*table_bytes)[static_cast<std::size_t>(partition)];
      if (bytes == 0) continue;  // the merge did not come to this one yet
      released_bytes += bytes - PartitionHashTable::SizeBytesFor(0);
      bytes = PartitionHashTable::SizeBytesFor(0);
    }
  }
  join_tracker_.Consume(-released_bytes);
  return status;
}

std::vector<std::int64_t> JoinSpill::ChoosePartitions(
    const BuildWorkers& workers, bool is_asked,
    const std::vector<std::int64_t>* table_bytes) const {
  std::vector<std::int64_t> usage_bytes(spilled_.size(), 0);
  if (table_bytes != nullptr) usage_bytes = *table_bytes;
  for (std::size_t w = 0; w < workers.size(); ++w) {
    for (std::size_t p = 0; p < spilled_.size(); ++p) {
      const RowTable& table = workers[w]->tables[p];
      for (std::size_t i = 0; i < table.size(); ++i) usage_bytes[p] += table[i]->charged_bytes();
    }
  }
  std::vector<std::int64_t> partitions;
  std::vector<std::int64_t> unspilled;
  std::int64_t released_bytes = 0;
  for (std::size_t p = 0; p < spilled_.size(); ++p) {
    if (spilled_[p] == 0) {
      unspilled.push_back(static_cast<std::int64_t>(p));
      continue;
    }
    partitions.push_back(static_cast<std::int64_t>(p));
    released_bytes += usage_bytes[p];
  }
  if (!is_asked) return partitions;
  std::sort(unspilled.begin(), unspilled.end(), [&](std::int64_t a, std::int64_t b) {
    const std::int64_t a_bytes = usage_bytes[static_cast<std::size_t>(a)];
    const std::int64_t b_bytes = usage_bytes[static_cast<std::size_t>(b)];
    return a_bytes != b_bytes ? a_bytes > b_bytes : a < b;
  });
  const std::int64_t consumed_bytes = consumed_bytes_.Load();
  const std::int64_t target_bytes = limit_bytes_.Load() / kAfterSpillDivisor;
  for (std::int64_t partition : unspilled) {
    if (consumed_bytes - released_bytes <= target_bytes) break;
    partitions.push_back(partition);
    released_bytes += usage_bytes[static_cast<std::size_t>(partition)];
  }
  return partitions;
}

WorkerSpill& JoinSpill::worker(std::int64_t worker_index) {
  return *workers_[static_cast<std::size_t>(worker_index)];
}

Status JoinSpill::PrepareForRestoring(std::int64_t last_round) {
  for (std::int64_t partition = 0; partition < plan_.partition_count; ++partition) {
    if (!IsSpilled(partition)) continue;
    if (last_round >= plan_.round_max) {
      return ResourceExhausted("exceed max spill round: round=" + std::to_string(last_round) +
                               " partition=" + std::to_string(partition));
    }
    auto input = std::make_unique<RestoreInput>();
    input->round = last_round + 1;
    for (std::size_t w = 0; w < workers_.size(); ++w) {
      input->files.push_back(workers_[w]->TakeFiles(partition));
    }
    stack_.push_back(std::move(input));
    spilled_partitions_ += 1;
    spilled_[static_cast<std::size_t>(partition)] = 0;
  }
  is_triggered_ = false;
  return Status();
}

std::unique_ptr<RestoreInput> JoinSpill::PopPartition() {
  if (stack_.empty()) return nullptr;
  std::unique_ptr<RestoreInput> input = std::move(stack_.back());
  stack_.pop_back();
  return input;
}

void JoinSpill::Clear() {
  stack_.clear();
  workers_.clear();
}

void JoinSpill::AddTo(HashJoinStatistics& statistics) const {
  statistics.spill_count += spill_count_;
  statistics.spilled_partitions += spilled_partitions_;
  for (std::size_t w = 0; w < workers_.size(); ++w) {
    statistics.spilled_build_rows += workers_[w]->spilled_build_rows();
    statistics.spilled_probe_rows += workers_[w]->spilled_probe_rows();
  }
}

}  // namespace interlock::reference
